import Dispatch
import Logging
import ServiceLifecycle
import Synchronization

/// Watches the pointers of model and index, and hands newer ones to the computing thread.
///
/// What is newer is opened beside the one in use, so that no question waits for it.
final class ModelFollower: Service {
    private let source: ModelSource
    private let compute: ComputeThread
    private let interval: Duration
    private let logger: Logger
    /// What is open; nil after something could not be opened, for then it may since have been made anew.
    private let known: Mutex<ModelSource.Version?>
    private let trouble = Mutex<String?>(nil)

    /// - Parameter version: what the pointers named before the first model was opened.
    init(
        _ source: ModelSource, _ compute: ComputeThread, from version: ModelSource.Version, interval: Duration,
        logger: Logger
    ) {
        self.source = source
        self.compute = compute
        self.interval = interval
        self.logger = logger
        known = Mutex(version)
    }

    /// Why what the pointers name now is not served; nil when it is.
    var problem: String? { trouble.withLock { $0 } }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                // Opening reads whole files, which is no work for a thread that other tasks share.
                await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                    DispatchQueue.global(qos: .utility).async { [self] in
                        look()
                        done.resume()
                    }
                }
            }
        }
    }

    /// Looks once.
    func look() {
        do {
            let version = try source.version()
            guard version != known.withLock({ $0 }) else { return trouble.withLock { $0 = nil } }
            let model = try source.open()
            let facts = model.facts
            compute.take(over: model)
            known.withLock { $0 = version }
            trouble.withLock { $0 = nil }
            logger.info("opened", metadata: ["model": "\(facts.model)", "generation": "\(facts.generation)"])
        } catch {
            // A trainer publishes model and index one after the other; until both are there, what is open goes on.
            known.withLock { $0 = nil }
            let words = "\(error)"
            let isNew = trouble.withLock { trouble in
                defer { trouble = words }
                return trouble != words
            }
            if isNew { logger.warning("cannot open what is newer", metadata: ["problem": "\(words)"]) }
        }
    }
}
