public import DurableFiles
public import Foundation

/// Which stages of a project are done, made from what, and how long each took.
///
/// A stage is skipped when it was made from the same inputs and its results are still there; after Ctrl-C or a kill the
/// same command goes on where it stopped.
public struct StageLedger {
    public struct Entry: Codable, Equatable, Sendable {
        public var inputs: Fingerprint
        public var seconds: Double
        /// The most memory that was held at once while it ran, by all processes that worked on it, in bytes.
        public var peakMemoryBytes: Int?
        /// True from its start to its end, so that what a stage that was ended has left is known by its inputs too.
        public var isUnfinished: Bool?
    }

    private let file: URL
    public private(set) var entries: [String: Entry]

    public init(file: URL) {
        self.file = file
        entries = (try? JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))) ?? [:]
    }

    /// Holds the folder that the stages of a ledger work in, until what is returned is let go.
    /// - Throws: `StageProblem.busy` when another process holds it.
    public static func hold(_ folder: URL) throws -> FileLock {
        guard let lock = try FileLock.take(folder.appending(path: ".lock"), patience: 3) else {
            throw StageProblem.busy(folder: folder.path)
        }
        return lock
    }

    private static func fingerprint(_ inputs: [String]) -> Fingerprint {
        Fingerprint(of: inputs.joined(separator: "\n"))
    }

    /// Whether a stage was made from the same inputs and its results are still there.
    public func isDone(_ name: String, inputs: [String], results: [URL]) -> Bool {
        guard let entry = entries[name], entry.inputs == Self.fingerprint(inputs) else { return false }
        return entry.isUnfinished != true && results.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// Runs a stage unless it is done.
    /// - Parameters:
    ///   - inputs: everything that the stage's results depend on, in words.
    ///   - results: files that the stage makes.
    ///   - report: receives a line when the stage starts, is skipped, or ends.
    public mutating func run(
        _ name: String, inputs: [String], results: [URL], report: (String) -> Void, _ body: () throws -> Void
    ) throws {
        let fingerprint = Self.fingerprint(inputs)
        if isDone(name, inputs: inputs, results: results), let entry = entries[name] {
            return report("\(name): done before (\(Int(entry.seconds.rounded())) s)")
        }
        // What was made from other inputs is in the way of what is to be made now; an unfinished stage goes on.
        if entries[name].map({ $0.inputs != fingerprint }) ?? false {
            for result in results { try? FileManager.default.removeItem(at: result) }
        }
        let spentBefore = entries[name].flatMap { $0.inputs == fingerprint ? $0.seconds : nil } ?? 0
        entries[name] = Entry(inputs: fingerprint, seconds: spentBefore, isUnfinished: true)
        try DurableFile.write(JSONEncoder().encode(entries), to: file)
        report("\(name)…")
        let started = ContinuousClock.now
        let watch = MemoryWatch()
        defer { _ = watch.stop() }
        try body()
        let seconds = spentBefore + (ContinuousClock.now - started) / .seconds(1)
        entries[name] = Entry(inputs: fingerprint, seconds: seconds, peakMemoryBytes: watch.stop())
        try DurableFile.write(JSONEncoder().encode(entries), to: file)
        report("\(name): \(Int(seconds.rounded())) s")
    }
}
