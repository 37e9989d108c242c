import Hummingbird
import Logging
import NIOCore

/// Answers as server-sent events: `passages` of a question as soon as they are found, then `answer`; `problem` when it
/// cannot be answered, and `done` at the end.
struct AnswerStream: Sendable {
    let inquiry: Inquiry
    let wish: AnswerWish

    /// The response, which is written while questions are answered.
    /// - Throws: `Problem` where nothing can be answered at all.
    func response(_ context: ServingContext) throws -> Response {
        try inquiry.check(wish.method)
        guard inquiry.compute.facts.canAnswer else { throw Problem.cannot(Inquiry.noReader) }
        let (events, source) = AsyncStream<ByteBuffer>.makeStream()
        // Taken on before the head is written, so that a full queue is told by the status.
        let tickets = try inquiry.compute.answer(
            wish.questions, count: wish.count, group: .init(passages: wish.passages, method: wish.method)
        ) { index, found in
            let event = PassagesEvent(
                index: index, model: found.facts.model, generation: found.facts.generation, passages: found.passages)
            source.yield(Self.event("passages", event))
        }
        let body = ResponseBody { writer in
            let work = Task {
                for (place, ticket) in tickets.enumerated() {
                    do {
                        let answered = try await ticket.value()
                        source.yield(Self.event("answer", AnswerEvent(index: place, result: AnswerReply(answered))))
                    } catch {
                        let problem = Problem.behind(
                            error, field: wish.field(place), path: context.endpointPath ?? "none",
                            logger: context.logger)
                        source.yield(Self.event("problem", problem))
                    }
                }
                source.yield(Self.event("done", [Int]()))
                source.finish()
            }
            // Whoever left leaves the questions unread.
            defer { work.cancel() }
            defer { for ticket in tickets { ticket.redeem(.failure(CancellationError())) } }
            let presence = await context.presence()
            let watch = presence?.onLeaving { source.finish() }
            defer { if let watch { presence?.forget(watch) } }
            for await event in events { try await writer.write(event) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }

    private static func event(_ name: String, _ value: some Encodable) -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
        buffer.writeImmutableBuffer(JSONReply.encoded(value))
        buffer.writeString("\n\n")
        return buffer
    }
}
