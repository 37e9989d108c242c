import DurableFiles
import Evaluation
public import Foundation

/// The demonstration's corpus and questions, cut by rule from the sources that `scripts/get-data` brings.
public enum DemoData {
    /// The files of a folder of data, a JSON record a line.
    public enum File {
        /// Passages: `id`, `title`, `text`, `source`.
        public static let corpus = "corpus.jsonl"
        /// Questions: `question`, `answer`, `regex`, `source`, `split`, `gold`, `rank`, `tier`; none is held out.
        public static let questions = "questions.jsonl"
        /// Yes/no questions with their one passage: `question`, `gold`, `title`, `split`; none is held out.
        public static let boolQ = "boolq.jsonl"
        /// Claims with the pages of their evidence: `claim`, `pages`.
        public static let fever = "fever.jsonl"
        /// The held-out questions, which nothing in development opens.
        public static let heldOut = "heldout.jsonl"
        /// The held-out questions of BoolQ, which nothing in development opens.
        public static let heldOutBoolQ = "heldout-boolq.jsonl"
        /// The counts, and what they were made from.
        static let report = "report.json"
    }

    /// The folder of all 22,963 passages within what `build` fills.
    public static func whole(in folder: URL) -> URL { folder.appending(path: "demo") }

    /// The folder of about 500 passages within what `build` fills; without held-out questions.
    public static func slice(in folder: URL) -> URL { folder.appending(path: "slice") }

    /// Raised whenever the same sources would give other files, so that those of an earlier version are made again.
    private static let version = 1

    /// Writes the folders `demo` and `slice`, unless they are there already, made from the same sources.
    /// - Parameters:
    ///   - sources: the folder `sources` that `scripts/get-data` fills.
    ///   - folder: where the two folders go.
    ///   - progress: the step at hand, and how much of it is done.
    /// - Throws: `DemoDataProblem` or `FileProblem`; each folder is then as it was before.
    public static func build(
        sources: URL, to folder: URL, progress: (_ step: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) throws -> DemoDataReport {
        let sources = SourceFolder(url: sources)
        let origin = try Origin(sources)
        if let made = Made(in: folder), made.origin == origin { return made.report }

        progress("reading and cleaning passages", 0, 1)
        let corpus = try DemoCorpus(sources)
        try corpus.check()
        progress("reading and cleaning passages", 1, 1)
        let boolQ = try BoolQQuestion.all(in: sources, corpus)
        let fever = try FeverClaim.all(in: sources, corpus)
        let questions = try tiered(try SourceQuestion.all(in: sources), corpus, folder, progress)
        let slice = Slice(of: corpus.passages, questions, boolQ, fever)
        let report = DemoDataReport(corpus.passages, questions, boolQ, fever, slice)

        progress("writing", 0, 2)
        // The folder whose report tells that both are there comes last.
        let kind = FolderKind("a folder of the demonstration's data", markedBy: File.corpus)
        try DurableFolder.publish(Self.slice(in: folder), replacing: kind) { aside in
            try write(slice.passages, slice.questions, slice.boolQ, slice.fever, to: aside)
        }
        progress("writing", 1, 2)
        try DurableFolder.publish(whole(in: folder), replacing: kind) { aside in
            try write(corpus.passages, questions, boolQ, fever, to: aside)
            try JSONLines.write(questions.filter { $0.split == .heldout }, to: aside.appending(path: File.heldOut))
            try JSONLines.write(boolQ.filter { $0.split == .heldout }, to: aside.appending(path: File.heldOutBoolQ))
            try JSONLines.write([Made(origin: origin, report: report)], to: aside.appending(path: File.report))
        }
        progress("writing", 2, 2)
        return report
    }

    private static func tiered(
        _ questions: [SourceQuestion], _ corpus: DemoCorpus, _ folder: URL, _ progress: (String, Int, Int) -> Void
    ) throws -> [TieredQuestion] {
        let index = folder.appending(path: ".lexical-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: index) }
        return try Tiers(corpus.passages, indexAt: index).questions(questions) { done, total in
            progress("finding the passages that answer questions", done, total)
        }
    }

    private static func write(
        _ passages: [Passage], _ questions: [TieredQuestion], _ boolQ: [BoolQQuestion], _ fever: [FeverClaim],
        to folder: URL
    ) throws {
        try JSONLines.write(passages, to: folder.appending(path: File.corpus))
        try JSONLines.write(questions.filter { $0.split != .heldout }, to: folder.appending(path: File.questions))
        try JSONLines.write(boolQ.filter { $0.split != .heldout }, to: folder.appending(path: File.boolQ))
        try JSONLines.write(fever, to: folder.appending(path: File.fever))
    }

    /// What the files depend on.
    private struct Origin: Codable, Equatable {
        var version: Int
        var sources: [String: Fingerprint]

        init(_ folder: SourceFolder) throws {
            version = DemoData.version
            sources = [:]
            for file in SourceFolder.File.allCases { sources[file.rawValue] = try folder.fingerprint(of: file) }
        }
    }

    /// The content of `report.json`.
    private struct Made: Codable {
        var origin: Origin
        var report: DemoDataReport

        init(origin: Origin, report: DemoDataReport) {
            self.origin = origin
            self.report = report
        }

        /// Nil unless both folders are there and whole.
        init?(in folder: URL) {
            do {
                for part in [whole(in: folder), slice(in: folder)] {
                    try DurableFolder.verify(part, thoroughly: false)
                }
                let data = try Data(contentsOf: whole(in: folder).appending(path: File.report))
                self = try JSONDecoder().decode(Made.self, from: data)
            } catch {
                return nil
            }
        }
    }
}
