extension RunConfiguration {
    /// The configuration with the settings that environment variables name: `PYRAMIDION_PRETRAIN_STEPS=600`.
    ///
    /// Variables that start with `PYRAMIDION_` and a section's name must name a setting of it; others are not settings.
    /// Settings must fit each other once all are taken; the error names the variable since which they do not.
    public func applying(environment: [String: String]) throws(ConfigurationProblem) -> RunConfiguration {
        var result = self
        var conflicting: ConfigurationProblem.Origin?
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) {
            let origin = ConfigurationProblem.Origin.environment(name)
            if let key = Self.keys.first(where: { $0.variable == name }) {
                try result.assign(text, to: key.path, origin)
                conflicting = result.conflict == nil ? nil : conflicting ?? origin
            } else if Self.sections.contains(where: {
                name.hasPrefix("\(ConfigurationKey.variablePrefix)\($0.name.uppercased())_")
            }) {
                let variables = Self.keys.map(\.variable)
                throw ConfigurationProblem(
                    origin: origin, keyPath: name,
                    fault: .unknown(nearest: NearestKey.of(name, among: variables), known: variables))
            }
        }
        if let conflicting { try result.checkConflict(conflicting) }
        return result
    }

    /// The configuration with settings of the command line, the last of equals winning: `("pretrain.steps", "600")`.
    public func applying(overrides: [(keyPath: String, text: String)]) throws(ConfigurationProblem) -> RunConfiguration
    {
        var result = self
        for (keyPath, text) in overrides { try result.assign(text, to: keyPath, .flag("\(keyPath)=\(text)")) }
        if let last = overrides.last { try result.checkConflict(.flag("\(last.keyPath)=\(last.text)")) }
        return result
    }

    /// The configuration with the settings of the command line as they are typed: `pretrain.steps=600`.
    public func applying(assignments: [String]) throws(ConfigurationProblem) -> RunConfiguration {
        var overrides: [(keyPath: String, text: String)] = []
        for assignment in assignments {
            guard let sign = assignment.firstIndex(of: "=") else {
                throw ConfigurationProblem(
                    origin: .flag(assignment), keyPath: "the setting",
                    fault: .wrongType(found: "\"\(assignment)\"", expected: "section.key=value"))
            }
            overrides.append((String(assignment[..<sign]), String(assignment[assignment.index(after: sign)...])))
        }
        return try applying(overrides: overrides)
    }

    private func checkConflict(_ origin: ConfigurationProblem.Origin) throws(ConfigurationProblem) {
        guard let (keyPath, words) = conflict else { return }
        throw ConfigurationProblem(origin: origin, keyPath: keyPath, fault: .conflict(words))
    }
}
