public import DurableFiles
public import Foundation

/// Where a training run keeps its things.
///
/// ```
/// config.yaml                         every setting, as resolved
/// metrics.jsonl, events.out.tfevents.*
/// checkpoints/step-00000500/…  CURRENT  a model bundle each, with the optimiser's state
/// snapshots/step-00000150/…  CURRENT    what the refresher embeds the corpus with
/// index/gen-0003/…  CURRENT             index generations
/// ```
public struct RunFolder: Sendable {
    static let checkpoints = "checkpoints"

    public let url: URL

    public init(_ url: URL) { self.url = url }

    public var configuration: URL { url.appending(path: "config.yaml") }
    public var metrics: URL { url.appending(path: "metrics.jsonl") }
    public var checkpoints: URL { url.appending(path: Self.checkpoints) }
    public var snapshots: URL { url.appending(path: "snapshots") }
    public var index: URL { url.appending(path: "index") }
    /// Exists once the run has made all its steps; a refresher that sees it ends.
    public var done: URL { url.appending(path: "DONE") }

    /// Held by the process that trains the run.
    var lock: URL { url.appending(path: ".lock") }

    public var isDone: Bool { FileManager.default.fileExists(atPath: done.path) }

    /// Makes the folder where it is missing.
    public func create() throws(FileProblem) {
        do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
            throw FileProblem(writing: url, error)
        }
    }

    /// Refuses a folder in which something would be overwritten that no run has made.
    /// - Throws: `TrainingProblem.mismatch`.
    func checkIsOwn() throws {
        let settings = try? String(contentsOf: configuration, encoding: .utf8)
        if let settings, settings.hasPrefix(RunConfiguration.heading) { return }
        let foreign = [configuration, metrics, index, snapshots, checkpoints].first {
            FileManager.default.fileExists(atPath: $0.path)
        }
        if let foreign {
            throw TrainingProblem.mismatch(
                reason: "\(foreign.path) would be overwritten, and no training has made it; name another folder with "
                    + "--out")
        }
    }

    /// The name of what belongs to one step, in an order that sorts.
    package static func name(ofStep step: Int) -> String {
        let digits = String(step)
        return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// The step that a folder is named after; nil for other folders.
    static func step(ofName name: String) -> Int? {
        guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), Self.name(ofStep: step) == name else {
            return nil
        }
        return step
    }

    /// The steps that a folder holds something of, ascending.
    static func steps(in folder: URL) -> [Int] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).compactMap(step(ofName:)).sorted()
    }

    /// Removes all but the newest `kept` of the folders named after steps; what is `current` always stays.
    static func prune(_ folder: URL, keeping kept: Int, current: String) {
        for name in steps(in: folder).dropLast(max(1, kept)).map(name(ofStep:)) where name != current {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }
}
