public import Foundation
import Projects

/// Where a study keeps its things.
///
/// ```
/// tasks.json                       what is done, from what, and how long it took
/// report.md, report.json, curves.svg
/// corpus-…, lexical-…              shared by all runs
/// embedder-…, encoder-…, start-…   shared by the runs whose settings agree
/// runs/ARM/seed-N/                 pretrain, step-00000200, end, finetune, answers.jsonl
/// logs/
/// ```
public struct StudyFolders: Sendable {
    public let root: URL

    public init(_ root: URL) { self.root = root }

    var ledger: URL { root.appending(path: "tasks.json") }
    var lock: URL { root.appending(path: ".lock") }
    var logs: URL { root.appending(path: "logs") }
    public var markdown: URL { root.appending(path: "report.md") }
    public var json: URL { root.appending(path: "report.json") }
    public var curves: URL { root.appending(path: "curves.svg") }

    func run(_ arm: String, _ seed: UInt64) -> URL { root.appending(path: "runs/\(arm.hyphenated)/seed-\(seed)") }

    /// Where the hits of a question set lie within a folder of measurements.
    static func hits(_ set: String, in folder: URL) -> URL { folder.appending(path: "\(set.hyphenated).jsonl") }
    /// Where the measurement on held-out masked spans lies within such a folder.
    static func spans(in folder: URL) -> URL { folder.appending(path: "\(maskedSpans).jsonl") }
    /// Where the index lies that is made for the measurements of such a folder.
    static func index(in folder: URL) -> URL { folder.appending(path: index) }

    private static let maskedSpans = "masked-spans"
    private static let index = "index"
    /// What lies there beside the hits of question sets, as a set may not be called.
    static let taken: Set = [maskedSpans, index]
}
