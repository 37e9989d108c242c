import Foundation
import Testing

/// Expects exit code 1, one message with all of the words, no output and no trace of a crash.
func expectFailure(
    _ outcome: Program.Outcome, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(outcome.exitCode == 1, sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    let message = outcome.errors.split(separator: "\n").first { $0.hasPrefix("pyramidion: ") } ?? ""
    for word in words { #expect(message.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation) }
    #expect(!outcome.errors.contains("Fatal error"), sourceLocation: sourceLocation)
}

extension TemporaryFolder {
    /// A new folder with a vocabulary in `vocab.txt`.
    convenience init(vocabulary: [String]) throws {
        try self.init()
        try write(vocabulary.joined(separator: "\n"), to: "vocab.txt")
    }

    /// Builds the folder's `corpus` from documents in it.
    func build(_ documents: String, _ more: String...) throws -> Program.Outcome {
        try Program.run(
            ["corpus", "build", path(documents), "--vocabulary", path("vocab.txt"), "--out", path("corpus")] + more)
    }
}
