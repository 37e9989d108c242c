/// One setting, declared once: its default, what it does, and which values make sense.
///
/// The declaration drives the configuration file with its comments, the checks, the environment and `--set`.
@propertyWrapper
public struct Setting<Value: SettingValue>: Sendable, Equatable {
    public var wrappedValue: Value
    /// What it does, in a sentence.
    public let summary: String
    /// The values that make sense, to end the sentence "expected …".
    public let expectation: String
    private let allows: @Sendable (Value) -> Bool

    public init(wrappedValue: Value, _ summary: String) {
        self.wrappedValue = wrappedValue
        self.summary = summary
        expectation = Value.expectation
        allows = { _ in true }
    }

    public init(wrappedValue: Value, _ summary: String, _ range: ClosedRange<Value>) where Value: Comparable {
        self.wrappedValue = wrappedValue
        self.summary = summary
        expectation = "\(Value.expectation) from \(range.lowerBound.setting) to \(range.upperBound.setting)"
        allows = range.contains
    }

    public init(wrappedValue: Value, _ summary: String, _ range: PartialRangeFrom<Value>) where Value: Comparable {
        self.wrappedValue = wrappedValue
        self.summary = summary
        expectation = "\(Value.expectation) of at least \(range.lowerBound.setting)"
        allows = range.contains
    }

    /// The setting itself, where `configuration.corpus.blockTokens` is its value.
    public var projectedValue: Self {
        get { self }
        set { self = newValue }
    }

    /// Takes the value from text.
    mutating func assign(_ text: String) throws(ConfigurationProblem.Fault) {
        guard let value = Value(setting: text) else {
            throw .wrongType(found: text.isEmpty ? "empty" : "\"\(text)\"", expected: expectation)
        }
        guard allows(value) else { throw .outOfRange(found: text, expected: expectation) }
        wrappedValue = value
    }

    public static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}
