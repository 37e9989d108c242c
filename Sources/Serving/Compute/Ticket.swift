import Answering
import Learning
import Synchronization

/// A place in the queue, redeemed once: with a value, with an error, or by giving up.
package final class Ticket<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case redeemed(Result<Value, any Error>)
    }

    let submitted = ContinuousClock.now
    private let deadline: ContinuousClock.Instant
    private let state = Mutex(State.open)

    /// - Parameter limit: how long the value is of use.
    package init(within limit: Duration) { deadline = .now + limit }

    /// Whether anybody still waits for the value.
    package var isWanted: Bool {
        state.withLock { state in
            if case .redeemed = state { false } else { true }
        }
    }

    /// Whether there is still time to compute the value; if not, whoever waits is told so.
    package func isInTime() -> Bool {
        guard ContinuousClock.now > deadline else { return true }
        redeem(.failure(QueueProblem.late))
        return false
    }

    /// Hands over the result; only the first one counts.
    package func redeem(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .redeemed: return nil
            case .open:
                state = .redeemed(result)
                return nil
            case .awaited(let continuation):
                state = .redeemed(result)
                return continuation
            }
        }
        waiting?.resume(with: result)
    }

    /// Waits for the value; a task that is cancelled gives the place up.
    package func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<Value, any Error>? in
                    if case .redeemed(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            redeem(.failure(CancellationError()))
        }
    }
}

/// A question to be answered.
package struct QuestionWork: Sendable {
    /// Questions of one group can be read in one batch.
    package struct Group: Hashable, Sendable {
        /// How many passages are read; the run's own number when nil.
        let passages: Int?
        /// Where they come from; the best there is when nil.
        let method: SearchMethod?

        package init(passages: Int? = nil, method: SearchMethod? = nil) {
            self.passages = passages
            self.method = method
        }
    }

    package let question: String
    /// How many answers are wanted.
    let count: Int
    let group: Group
    package let ticket: Ticket<Answered>
    /// Is told what will be read, before it is.
    let found: (@Sendable (FoundPassages) -> Void)?

    package init(
        question: String, count: Int, group: Group, ticket: Ticket<Answered>,
        found: (@Sendable (FoundPassages) -> Void)? = nil
    ) {
        self.question = question
        self.count = count
        self.group = group
        self.ticket = ticket
        self.found = found
    }
}

/// What will be read for a question.
package struct FoundPassages: Sendable {
    let passages: [Passage]
    let facts: ModelFacts
}

/// An answered question.
package struct Answered: Sendable {
    let question: String
    let answers: [Response.Answer]
    let passages: [Passage]
    /// The blocks that each passage was read with, its own among them.
    let blocks: [Range<Int>]
    /// The model and the index generation that all of it comes from.
    let facts: ModelFacts
    /// How long each step took for the whole batch.
    let times: Answerer.StageTimes
    /// How long the question waited for its turn.
    let waited: Duration
    /// How many questions were read together.
    let batch: Int
}

/// Anything else that needs the model.
package struct OtherWork: Sendable {
    let isWanted: @Sendable () -> Bool
    let run: @Sendable (ServedModel) -> Void

    package init(isWanted: @escaping @Sendable () -> Bool, run: @escaping @Sendable (ServedModel) -> Void) {
        self.isWanted = isWanted
        self.run = run
    }
}
