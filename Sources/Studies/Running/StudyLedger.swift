package import DurableFiles
package import Foundation

/// Which tasks of a study are done, made from what, and how long each took.
///
/// It is written when a task begins, ends, and now and then meanwhile, so that after a kill at any instant it is known
/// what was unfinished, and the time that went into it counts.
package struct StudyLedger {
    package struct Entry: Codable, Equatable {
        package var fingerprint: Fingerprint
        package var isDone: Bool
        package var seconds: Double
    }

    private let file: URL
    package private(set) var entries: [String: Entry]

    /// Reads the ledger; one that is missing or damaged counts as empty, and what was made is made again.
    package init(file: URL) {
        self.file = file
        entries = (try? JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))) ?? [:]
    }

    /// Whether a task was begun and not finished.
    package var hasUnfinished: Bool { entries.values.contains { !$0.isDone } }

    /// Whether a task was done with the same inputs and its results are still there.
    package func isDone(_ task: StudyTask) -> Bool {
        guard let entry = entries[task.name], entry.isDone, entry.fingerprint == task.fingerprint else { return false }
        return task.results.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// Notes that a task begins, or goes on.
    ///
    /// What was made from other inputs is in the way and is removed: the whole folder where a training run lies.
    package mutating func begin(_ task: StudyTask) throws(FileProblem) {
        let known = entries[task.name].flatMap { $0.fingerprint == task.fingerprint ? $0 : nil }
        if known == nil {
            for result in task.results {
                try? FileManager.default.removeItem(
                    at: ["DONE", "CURRENT"].contains(result.lastPathComponent)
                        ? result.deletingLastPathComponent() : result)
            }
        }
        entries[task.name] = Entry(fingerprint: task.fingerprint, isDone: false, seconds: known?.seconds ?? 0)
        try write()
    }

    /// Adds time to tasks that go on.
    package mutating func spend(_ seconds: [String: Double]) throws(FileProblem) {
        for (name, more) in seconds { entries[name]?.seconds += more }
        try write()
    }

    package mutating func finish(_ task: StudyTask) throws(FileProblem) {
        entries[task.name]?.isDone = true
        try write()
    }

    private func write() throws(FileProblem) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do { try DurableFile.write(encoder.encode(entries), to: file) } catch {
            throw FileProblem(writing: file, error)
        }
    }
}
