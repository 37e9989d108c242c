import Corpora
import HTTPTypes
import Hummingbird
import NIOCore

/// What those ask who run the server: its health, its figures, and what it offers.
struct ServiceRoutes: Sendable {
    let compute: ComputeThread
    let follower: ModelFollower
    let draining: Draining
    let meters: ServerMeters
    let started: ContinuousClock.Instant
    let limit: Duration

    func add(to router: Router<ServingContext>) {
        router.get("/healthz") { _, _ in Self.text("ok\n") }
        router.get("/readyz") { _, _ -> Response in
            if draining.isDraining { throw QueueProblem.closed }
            return Self.text("ready\n")
        }
        router.get("/metrics") { _, _ in
            Self.text(meters.text(queueDepth: compute.queue.depth), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("/openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
        }
        router.get("/v1/status") { _, _ in JSONReply.response(status) }
    }

    private var status: StatusReply {
        let facts = compute.facts
        return StatusReply(
            model: facts.model, generation: facts.generation, blocks: facts.store.count,
            documents: facts.store.documentCount, corpus: "\(facts.store.fingerprint)",
            methods: facts.methods.map(\.rawValue), canAnswer: facts.canAnswer, canFillMasks: facts.canFillMasks,
            embeddingWidth: facts.embeddingWidth,
            queue: .init(depth: compute.queue.depth, capacity: compute.queue.capacity),
            limits: .init(
                questions: APILimits.questions, questionBytes: APILimits.questionBytes,
                questionTokens: facts.questionTokens, passages: APILimits.passages, bodyBytes: APILimits.body,
                seconds: limit / .seconds(1)),
            uptimeSeconds: ((ContinuousClock.now - started) / .seconds(1)).rounded(), problem: follower.problem)
    }

    private static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
