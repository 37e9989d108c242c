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
