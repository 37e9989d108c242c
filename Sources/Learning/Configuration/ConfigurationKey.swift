/// Settings that belong together, each listed under the name it has in files.
protocol SettingsSection: Equatable, Sendable {
    /// The settings in the order in which they are written.
    static var fields: [Field<Self>] { get }
}

/// A setting of a section with its type erased, so that a list can hold all of them.
struct Field<Section>: Sendable {
    let name: String
    let summary: @Sendable (Section) -> String
    let expectation: @Sendable (Section) -> String
    let isText: Bool
    let text: @Sendable (Section) -> String
    let assign: @Sendable (String, inout Section) throws(ConfigurationProblem.Fault) -> Void

    init<Value>(_ name: String, _ setting: any WritableKeyPath<Section, Setting<Value>> & Sendable) {
        self.name = name
        summary = { $0[keyPath: setting].summary }
        expectation = { $0[keyPath: setting].expectation }
        isText = Value.self == String.self
        text = { $0[keyPath: setting].wrappedValue.setting }
        assign = { (text, section) throws(ConfigurationProblem.Fault) in try section[keyPath: setting].assign(text) }
    }
}

/// A setting of the whole configuration: `pretrain.steps`.
struct ConfigurationKey: Sendable {
    let section: String
    let name: String
    let isText: Bool
    let text: @Sendable (RunConfiguration) -> String
    let summary: @Sendable (RunConfiguration) -> String
    let expectation: @Sendable (RunConfiguration) -> String
    let assign: @Sendable (String, inout RunConfiguration) throws(ConfigurationProblem.Fault) -> Void

    var path: String { "\(section).\(name)" }

    /// The environment variable: `PYRAMIDION_PRETRAIN_RETRIEVER_LEARNING_RATE`.
    var variable: String {
        let words = name.map { $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
        return "\(Self.variablePrefix)\(section.uppercased())_\(words)"
    }

    static let variablePrefix = "PYRAMIDION_"

    /// The settings of one section.
    static func all<Section: SettingsSection>(
        of section: String, _ keyPath: any WritableKeyPath<RunConfiguration, Section> & Sendable
    ) -> [ConfigurationKey] {
        Section.fields.map { field in
            ConfigurationKey(
                section: section, name: field.name, isText: field.isText,
                text: { field.text($0[keyPath: keyPath]) },
                summary: { field.summary($0[keyPath: keyPath]) },
                expectation: { field.expectation($0[keyPath: keyPath]) },
                assign: { (text, configuration) throws(ConfigurationProblem.Fault) in
                    try field.assign(text, &configuration[keyPath: keyPath])
                })
        }
    }
}
