public import Foundation

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

    func run(_ arm: String, _ seed: UInt64) -> URL { root.appending(path: "runs/\(Self.name(of: arm))/seed-\(seed)") }

    /// Where the hits of a question set lie within a folder of measurements.
    static func hits(_ set: String, in folder: URL) -> URL { folder.appending(path: "\(name(of: set)).jsonl") }
    /// Where the measurement on held-out masked spans lies within such a folder.
    static func spans(in folder: URL) -> URL { folder.appending(path: "masked-spans.jsonl") }

    /// Letters and digits in lower case, everything else as single hyphens.
    static func name(of text: String) -> String {
        text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
    }
}
