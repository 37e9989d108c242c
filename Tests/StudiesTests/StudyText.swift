import Foundation

/// A study of three arms, and a folder with the files that it names.
enum StudyText {
    static let arms = """
        arms:
          full:
            about: nothing is left out
          random tokens:
            settings:
              masking: {kind: tokens}
          random tokens, late:
            settings:
              masking: {kind: tokens}
            changes: [pretrain]
        """

    /// The study's text, with the files of `folder`.
    static func yaml(in folder: URL, arms: String = arms, more: String = "") -> String {
        """
        name: What masks are worth
        corpus: \(folder.path)/documents.jsonl
        vocabulary: \(folder.path)/vocab.txt
        seeds: [4, 7]
        atOnce: 2
        curve: [2]
        retrieval:
          who and where:
            file: \(folder.path)/questions.jsonl
            tiers: [1]
          pages:
            file: \(folder.path)/questions.jsonl
            pages: true
            limit: 50
        answers:
          file: \(folder.path)/questions.jsonl
          judge: all
        settings:
          embedder:
            start: \(folder.path)/weights
          pretrain:
            steps: 4
            checkpointEvery: 2
          finetune:
            passagesFrom: dense
        \(more)
        \(arms)
        """
    }

    /// Runs a closure with a folder that holds what the study names.
    static func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "study \(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "weights"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["documents.jsonl", "vocab.txt", "questions.jsonl", "weights/model.safetensors"] {
            try Data("what \(name) holds".utf8).write(to: folder.appending(path: name))
        }
        try body(folder)
    }
}
