/// A value that can stand in a configuration file, an environment variable or after `--set`.
public protocol SettingValue: Equatable, Sendable {
    /// Reads the value as people write it; nil when it is not one.
    init?(setting text: String)

    /// The value as people write it; reading it gives the same value back.
    var setting: String { get }

    /// What is expected of the text, to end a sentence: "a whole number".
    static var expectation: String { get }
}

extension Int: SettingValue {
    public init?(setting text: String) { self.init(text) }
    public var setting: String { String(self) }
    public static var expectation: String { "a whole number" }
}

extension UInt64: SettingValue {
    public init?(setting text: String) { self.init(text) }
    public var setting: String { String(self) }
    public static var expectation: String { "a whole number of at least 0" }
}

extension Double: SettingValue {
    public init?(setting text: String) {
        guard let value = Double(text), value.isFinite else { return nil }
        self = value
    }
    public var setting: String { String(self) }
    public static var expectation: String { "a number" }
}

extension Bool: SettingValue {
    public init?(setting text: String) { self.init(text) }
    public var setting: String { String(self) }
    public static var expectation: String { "true or false" }
}

extension String: SettingValue {
    public init?(setting text: String) { self = text }
    public var setting: String { self }
    public static var expectation: String { "text" }
}

/// A choice among words.
extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public init?(setting text: String) { self.init(rawValue: text) }
    public var setting: String { rawValue }
    public static var expectation: String {
        let words = allCases.map(\.rawValue)
        return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }
}
