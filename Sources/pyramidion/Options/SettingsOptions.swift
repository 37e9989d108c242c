import ArgumentParser
import Foundation
import Learning

/// Where settings come from: a file, the environment, the command line, the later ones winning.
struct SettingsOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: ArgumentHelp("Settings in YAML.", valueName: "file"))
    var file: URL?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting, such as pretrain.steps=600; may be given often.", valueName: "section.key=value")
    )
    var assignments: [String] = []

    /// The settings, and `base` for those that are not named.
    func configuration(over base: RunConfiguration = RunConfiguration()) throws -> RunConfiguration {
        var configuration = base
        if let file { configuration = try RunConfiguration(contentsOf: file, over: base) }
        return try configuration.applying(environment: ProcessInfo.processInfo.environment)
            .applying(assignments: assignments)
    }
}
