import Corpora
import HTTPTypes
package import Hummingbird
import HummingbirdCore
public import Logging
package import NIOCore
import ServiceLifecycle
import UnixSignals

/// A trained model with its corpus and index, served over HTTP to programs and to people.
public struct Server: Sendable {
    private let settings: ServerSettings
    private let logger: Logger
    private let compute: ComputeThread
    private let follower: ModelFollower
    private let draining: Draining
    private let meters = ServerMeters()
    private let page: PageTemplates
    private let started = ContinuousClock.now

    /// Opens the model and makes the engine ready; nothing is listened to yet.
    /// - Throws: an error that names the part that is missing or does not belong to the others.
    public init(_ source: ModelSource, settings: ServerSettings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        page = try PageTemplates()
        try source.prepareEngine()
        // Asked before anything is opened: what is published meanwhile is then taken for newer.
        let version = try source.version()
        let meters = meters
        var limits = WorkQueue.Limits()
        limits.capacity = settings.queueCapacity
        limits.batch = settings.batch
        limits.gathering = settings.gathering
        compute = ComputeThread(
            try source.open(),
            limits: limits, limit: settings.limit, observe: { meters.observe($0) })
        follower = ModelFollower(
            source, compute, from: version, interval: settings.watchInterval, logger: logger)
        draining = Draining(compute, limit: settings.shutdownLimit)
    }

    /// What is served, in a few words.
    public var summary: String {
        let facts = compute.facts
        let store = facts.store
        return "\(facts.model), index generation \(facts.generation), \(store.count) blocks of "
            + "\(store.documentCount) documents"
    }

    /// Serves until the process is told to stop (SIGTERM, SIGINT); what is being answered then is finished.
    /// - Parameter onRunning: is told the page's address once the server listens.
    public func run(onRunning: @escaping @Sendable (String) -> Void) async throws {
        defer { compute.close() }
        let application = self.application { channel in
            onRunning(settings.address(port: channel.localAddress?.port ?? settings.port))
        }
        // Ended from the last to the first: new questions are sent away and running ones finished before the
        // connections are closed.
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: follower), .init(service: application),
                .init(service: draining, successTerminationBehavior: .ignore),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = settings.shutdownLimit + .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The application with all routes and guards.
    package func application(
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<RouterResponder<ServingContext>> {
        Application(
            router: router,
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ClientPresence()], idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(OpenFiles.connections(settings.connections))),
            onServerRunning: onRunning, logger: logger)
    }

    private var router: Router<ServingContext> {
        let router = Router(context: ServingContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObserver(meters: meters))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ProblemReplies(page: page, routes: Self.routes))
        router.add(middleware: HostCheck(settings))
        router.add(middleware: CrossOrigin(origins: settings.origins))
        router.add(middleware: TokenCheck(token: settings.token))
        router.add(middleware: DrainingCheck(draining: draining))
        let inquiry = Inquiry(compute: compute)
        APIRoutes(inquiry: inquiry, logsQuestions: settings.logsQuestions).add(to: router)
        ServiceRoutes(
            compute: compute, follower: follower, draining: draining, meters: meters, started: started,
            limit: settings.limit
        ).add(to: router)
        PageRoutes(
            page: page, inquiry: inquiry, examples: settings.examples, runs: TrainingRuns(settings.runs),
            logsQuestions: settings.logsQuestions
        ).add(to: router)
        return router
    }

    /// All routes with their methods; a test holds it against the API's description.
    package static let routes = MethodTable(
        ["/v1/answers", "/v1/searches", "/v1/fill-masks", "/v1/embeddings"].map { (path: $0, methods: posts) }
            + [
                "/v1/blocks/{id}", "/v1/status", "/healthz", "/readyz", "/metrics", "/openapi.yaml", "/", "/fill",
                "/corpus", "/blocks/{id}", "/training", "/training.svg", "/assets/page.css", "/assets/page.js",
                "/assets/icon.svg",
            ].map { (path: $0, methods: gets) })

    private static let posts = [HTTPRequest.Method.post]
    private static let gets = [HTTPRequest.Method.get, .head]
}

// MARK: For tests

extension Server {
    /// Looks once whether model or index are newer.
    package func follow() { follower.look() }

    /// Behaves as one that was told to stop.
    package func drain() { draining.start() }

    /// Ends the computing thread.
    package func close() { compute.close() }
}
