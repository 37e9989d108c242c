import DurableFiles
import Foundation

/// What the program knows of itself and of where it was set up.
enum ThisProgram {
    /// Where set-up puts downloads and results: `.cache` of the current folder, or what set-up was told.
    static var cache: URL { URL(filePath: ProcessInfo.processInfo.environment["PYRAMIDION_CACHE"] ?? ".cache") }

    /// The program's own file, to run its verbs as processes of their own.
    /// - Parameter purpose: what it is wanted for, and what to do without, in the words of the error.
    /// - Throws: `FileProblem` when the system does not tell where the program lies.
    static func executable(_ purpose: String = "to run its own stages") throws(FileProblem) -> URL {
        guard let file = Bundle.main.executableURL else {
            throw FileProblem(
                URL(filePath: CommandLine.arguments.first ?? "pyramidion"), "cannot be found \(purpose)")
        }
        return file
    }
}
