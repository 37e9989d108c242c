import ArgumentParser
import Foundation

/// `pyramidion doctor`: what this machine offers, what is missing, and how to get it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is missing on this machine, and how to get it.",
        discussion: """
            Ends with 1 when something that is needed is missing.

            --json prints an object: checks[{name, status (ok, note or missing), found, advice}].

            Example:
              pyramidion doctor
            """)

    @Option(help: ArgumentHelp("Where downloads and results are kept.", valueName: "dir"))
    var cache: URL = ThisProgram.cache

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let checks =
            MachineCheck.engine() + MachineCheck.documents() + MachineCheck.machine(cache: cache)
            + [MachineCheck.data(in: cache)]
        if json {
            try StandardOutput.writeJSON(Result(checks: checks))
        } else {
            for check in checks {
                let padding = String(repeating: " ", count: max(1, 18 - check.name.count))
                try StandardOutput.write("\(check.status.mark) \(check.name)\(padding)\(check.found)\n")
                if let advice = check.advice { try StandardOutput.write("    \(advice)\n") }
            }
        }
        if checks.contains(where: { $0.status == .missing }) { throw ExitCode.failure }
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let checks: [MachineCheck]
    }
}
