import ArgumentParser
import Foundation

/// What every measurement is told.
struct MeasurementOptions: ParsableArguments {
    @Option(help: "Threads that compute.")
    var threads = 1

    @Option(help: "How often it is measured, after one time that does not count.")
    var repeats = 5

    @Option(help: ArgumentHelp("Where inputs, weights and results are written for the peer.", valueName: "folder"))
    var share: String?

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads is \(threads); expected at least 1") }
        guard repeats >= 1 else { throw ValidationError("--repeats is \(repeats); expected at least 1") }
    }

    /// The folder shared with the peer, or nil when nobody asked for one.
    func sharedFolder() throws -> SharedFolder? {
        try share.map { try SharedFolder(URL(filePath: $0, directoryHint: .isDirectory)) }
    }
}
