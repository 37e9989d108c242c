import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Synchronization

/// Whether the server was told to stop: what is being answered is finished, what is new is sent away.
final class Draining: Service {
    private let compute: ComputeThread
    private let limit: Duration
    private struct State {
        var isDraining = false
        var running = 0
    }
    private let state = Mutex(State())

    /// - Parameter limit: how long to wait for what is being answered.
    init(_ compute: ComputeThread, limit: Duration) {
        self.compute = compute
        self.limit = limit
    }

    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Counts a request in.
    /// - Returns: false when it is to be sent away.
    func begin() -> Bool {
        state.withLock { state in
            if !state.isDraining { state.running += 1 }
            return !state.isDraining
        }
    }

    /// Counts a request out.
    func end() { state.withLock { $0.running -= 1 } }

    /// Sends away what is new from now on.
    func start() { state.withLock { $0.isDraining = true } }

    /// Waits until told to stop, and then until what is being answered is done.
    func run() async throws {
        try await gracefulShutdown()
        start()
        let end = ContinuousClock.now + limit
        while state.withLock({ $0.running > 0 }), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// Sends requests away while the server stops; probes of its health are answered to the end.
struct DrainingCheck: RouterMiddleware {
    typealias Context = ServingContext

    let draining: Draining

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        if ["/healthz", "/readyz", "/metrics"].contains(request.uri.path) { return try await next(request, context) }
        guard draining.begin() else { throw QueueProblem.closed }
        defer { draining.end() }
        return try await next(request, context)
    }
}
