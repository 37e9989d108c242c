import Dispatch
import Synchronization

/// What waits for the computing thread: bounded, first come first served, questions gathered into batches.
package final class WorkQueue: Sendable {
    /// How much is taken on.
    package struct Limits: Sendable {
        /// Entries that may wait; a question of a batch is one entry.
        package var capacity = 256
        /// Questions that are answered in one packed batch.
        package var batch = 8
        /// Passages that are read in one batch, where requests say how many; one question may want more.
        ///
        /// They bound the memory of a batch, and how long all others wait for it.
        package var passages = 100
        /// How long a question waits for others to join it.
        package var gathering = Duration.milliseconds(5)

        package init() {}
    }

    /// What is taken from the queue at once.
    package enum Batch: Sendable {
        case questions([QuestionWork])
        case other(OtherWork)
    }

    private enum Entry {
        case question(QuestionWork)
        case other(OtherWork)

        var isWanted: Bool {
            switch self {
            case .question(let work): work.ticket.isWanted
            case .other(let work): work.isWanted()
            }
        }
    }

    private struct State {
        var entries: [Entry] = []
        var isClosed = false
    }

    private let limits: Limits
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    package init(_ limits: Limits) { self.limits = limits }

    var capacity: Int { limits.capacity }

    /// How many entries wait.
    package var depth: Int { state.withLock { $0.entries.count } }

    /// Adds all questions of a request, or none.
    package func add(_ works: [QuestionWork]) throws(QueueProblem) { try add(works.map(Entry.question)) }

    package func add(_ work: OtherWork) throws(QueueProblem) { try add([.other(work)]) }

    private func add(_ entries: [Entry]) throws(QueueProblem) {
        let problem = state.withLock { state -> QueueProblem? in
            guard !state.isClosed else { return .closed }
            if state.entries.count + entries.count > limits.capacity { state.entries.removeAll { !$0.isWanted } }
            guard state.entries.count + entries.count <= limits.capacity else {
                return .full(capacity: limits.capacity)
            }
            state.entries += entries
            return nil
        }
        if let problem { throw problem }
        arrived.signal()
    }

    /// Waits for work; nil when there will be none any more.
    package func next() -> Batch? {
        while true {
            arrived.wait()
            guard let first = state.withLock({ $0.entries.first }) else {
                guard state.withLock({ $0.isClosed }) else { continue }
                arrived.signal()
                return nil
            }
            if case .question(let work) = first { gather(since: work.ticket.submitted) }
            let (batch, more) = state.withLock { (take(&$0), !$0.entries.isEmpty || $0.isClosed) }
            // One signal stands for all that is there, so whoever leaves something behind says so again.
            if more { arrived.signal() }
            if let batch { return batch }
        }
    }

    /// Nothing is taken on any more; what waits is still handed out.
    package func close() {
        state.withLock { $0.isClosed = true }
        arrived.signal()
    }

    /// Waits until a batch is full or its first question has waited long enough.
    private func gather(since submitted: ContinuousClock.Instant) {
        while depth < limits.batch {
            let left = limits.gathering - (ContinuousClock.now - submitted)
            guard left > .zero else { return }
            let seconds = Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18
            if arrived.wait(timeout: .now() + seconds) == .timedOut { return }
            if state.withLock({ $0.isClosed }) { return }
        }
    }

    /// The first entry, and with a question all others that can be read in the same batch.
    private func take(_ state: inout State) -> Batch? {
        state.entries.removeAll { !$0.isWanted }
        guard let first = state.entries.first else { return nil }
        guard case .question(let leader) = first else {
            state.entries.removeFirst()
            if case .other(let work) = first { return .other(work) }
            return nil
        }
        let most = leader.group.passages.map { min(limits.batch, max(1, limits.passages / max(1, $0))) } ?? limits.batch
        var batch: [QuestionWork] = []
        var others: [Entry] = []
        for entry in state.entries {
            if case .question(let work) = entry, work.group == leader.group, batch.count < most {
                batch.append(work)
            } else {
                others.append(entry)
            }
        }
        state.entries = others
        return .questions(batch)
    }
}

/// Work that is not taken on, or not done in time.
package enum QueueProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case full(capacity: Int)
    case closed
    case late

    package var description: String {
        switch self {
        case .full(let capacity): "\(capacity) questions wait already; ask again in a moment"
        case .closed: "the server is shutting down; ask again in a moment"
        case .late: "the answer was not there in time; ask again in a moment, or ask less at once"
        }
    }
}
