import Foundation
import Synchronization

/// Watches how much memory this process and all those that it started hold together.
///
/// What several of them map, such as libraries and indexes, is counted in each, so the sum is an upper bound.
final class MemoryWatch: Sendable {
    private let state = Mutex(State())

    private struct State {
        var peak = 0
        var isOver = false
    }

    /// Begins to look, twice a second.
    init() {
        let thread = Thread { [self] in
            while lookOnce() { Thread.sleep(forTimeInterval: 0.5) }
        }
        thread.start()
    }

    /// Ends the watch.
    /// - Returns: the most bytes that were resident at any look.
    func stop() -> Int {
        _ = lookOnce()
        return state.withLock {
            $0.isOver = true
            return $0.peak
        }
    }

    private func lookOnce() -> Bool {
        let now = ResidentMemory.bytes(ofTree: Int(ProcessInfo.processInfo.processIdentifier))
        return state.withLock {
            $0.peak = max($0.peak, now)
            return !$0.isOver
        }
    }
}

/// Resident memory as Linux tells it under `/proc`; 0 on systems that have no such folder.
package enum ResidentMemory {
    /// Bytes of a process, of its children, and of theirs.
    package static func bytes(ofTree root: Int) -> Int {
        var children: [Int: [Int]] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in names.compactMap(Int.init) {
            if let parent = parent(of: process) { children[parent, default: []].append(process) }
        }
        var waiting = [root]
        var sum = 0
        while let process = waiting.popLast() {
            sum += bytes(of: process)
            waiting += children[process] ?? []
        }
        return sum
    }

    private static func parent(of process: Int) -> Int? {
        // "pid (name) state parent …"; the name may hold anything, parentheses and spaces too.
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = line.lastIndex(of: ")")
        else { return nil }
        return line[line.index(after: end)...].split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// Bytes of one process; 0 where there is none of that number.
    package static func bytes(of process: Int) -> Int {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else { return 0 }
        let pages = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}
