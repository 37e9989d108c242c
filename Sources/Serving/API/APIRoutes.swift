import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What programs ask, as `/openapi.yaml` describes it.
struct APIRoutes: Sendable {
    let inquiry: Inquiry
    let logsQuestions: Bool

    func add(to router: Router<ServingContext>) {
        router.post("/v1/answers") { try await answers($0, $1) }
        router.post("/v1/searches") { try await searches($0, $1) }
        router.post("/v1/fill-masks") { try await fillMasks($0, $1) }
        router.post("/v1/embeddings") { try await embeddings($0, $1) }
        router.get("/v1/blocks/{id}") { try await block($0, $1) }
    }

    // MARK: Answers

    private func answers(_ request: Request, _ context: ServingContext) async throws -> Response {
        let fields = try await RequestFields(
            request, allowed: ["question", "questions", "k", "method", "count"], limit: APILimits.body)
        let one = try fields.text("question", limit: APILimits.questionBytes)
        let several = try fields.texts("questions", count: 1...APILimits.questions, limit: APILimits.questionBytes)
        guard (one == nil) != (several == nil), let questions = several ?? one.map({ [$0] }) else {
            throw Problem.field("question", "expected either question or questions")
        }
        let wish = AnswerWish(
            questions: questions, isList: several != nil,
            passages: try fields.integer("k", 1...APILimits.passages),
            method: try fields.choice("method", SearchMethod.self),
            count: try fields.integer("count", 1...APILimits.answers) ?? 5)
        log(questions, context)
        if request.headers[.accept]?.contains("text/event-stream") == true {
            return try AnswerStream(inquiry: inquiry, wish: wish).response(context)
        }
        return try await context.whileClientIsThere {
            var results: [AnswerReply] = []
            try await inquiry.answers(
                wish.questions, count: wish.count, passages: wish.passages, method: wish.method, field: wish.field,
                answered: { results.append(AnswerReply($1)) })
            return JSONReply.response(AnswersReply(results: results))
        }
    }

    private func log(_ questions: [String], _ context: ServingContext) {
        guard logsQuestions else { return }
        for question in questions { context.logger.info("question", metadata: ["text": "\(question)"]) }
    }

    // MARK: Parts of answering

    private func searches(_ request: Request, _ context: ServingContext) async throws -> Response {
        let fields = try await RequestFields(request, allowed: ["query", "k", "method"], limit: APILimits.body)
        let query = try fields.requiredText("query", limit: APILimits.questionBytes)
        let count = try fields.integer("k", 1...APILimits.passages) ?? 10
        let method = try fields.choice("method", SearchMethod.self)
        log([query], context)
        return try await context.whileClientIsThere {
            JSONReply.response(try await inquiry.search(query, count: count, method: method))
        }
    }

    private func fillMasks(_ request: Request, _ context: ServingContext) async throws -> Response {
        let fields = try await RequestFields(request, allowed: ["text", "k", "count"], limit: APILimits.body)
        let text = try fields.requiredText("text", limit: APILimits.questionBytes)
        let passages = try fields.integer("k", 1...APILimits.fillPassages) ?? 7
        let count = try fields.integer("count", 1...APILimits.pieces) ?? 5
        log([text], context)
        return try await context.whileClientIsThere {
            JSONReply.response(try await inquiry.fill(text, count: count, passages: passages))
        }
    }

    /// How numbers are written in the reply.
    private enum EncodingFormat: String, CaseIterable {
        case float, base64
    }

    private func embeddings(_ request: Request, _ context: ServingContext) async throws -> Response {
        let fields = try await RequestFields(
            request, allowed: ["model", "input", "encoding_format", "dimensions", "user", "input_type"],
            limit: APILimits.body)
        let texts: [String]
        if fields.isList("input") {
            texts =
                try fields.texts("input", count: 1...APILimits.embeddings, limit: APILimits.embeddingBytes) ?? []
        } else {
            texts = [try fields.requiredText("input", limit: APILimits.embeddingBytes)]
        }
        // Clients of OpenAI's API must name a model and may name a user; there is one model here, and no account.
        _ = try fields.text("model", limit: APILimits.questionBytes)
        _ = try fields.text("user", limit: APILimits.questionBytes)
        let format = try fields.choice("encoding_format", EncodingFormat.self) ?? .float
        let role = try fields.role("input_type")
        let width = inquiry.compute.facts.embeddingWidth
        if fields.has("dimensions"), try fields.integer("dimensions", 1...1 << 20) != width {
            throw Problem.field("dimensions", "vectors of this model have \(width) elements")
        }
        return try await context.whileClientIsThere {
            let done = try await inquiry.embeddings(texts, as: role)
            return JSONReply.response(
                EmbeddingsReply(
                    data: done.vectors.enumerated().map { index, vector in
                        .init(index: index, embedding: format == .float ? .numbers(vector) : .base64(vector))
                    },
                    model: done.model, usage: .init(promptTokens: done.tokens, totalTokens: done.tokens)))
        }
    }

    private func block(_ request: Request, _ context: ServingContext) async throws -> Response {
        let number = try BlockNumber.parse(context.parameters.get("id"))
        let neighbours = try QueryFields(request).integer("neighbours", 0...APILimits.neighbours) ?? 5
        return try await context.whileClientIsThere {
            JSONReply.response(try await inquiry.block(number, neighbours: neighbours))
        }
    }
}

/// What a request for answers asks for.
struct AnswerWish: Sendable {
    let questions: [String]
    /// Whether the request named a list, which tells how a question is named in problems.
    let isList: Bool
    let passages: Int?
    let method: SearchMethod?
    let count: Int

    func field(_ place: Int) -> String { isList ? "questions[\(place)]" : "question" }
}

/// The number of a block in a path.
enum BlockNumber {
    static func parse(_ text: String?) throws(Problem) -> Int {
        guard let text, let number = Int(text), number >= 0, text.allSatisfy(\.isNumber) else {
            throw .field("id", "is not a block's number; expected a whole number from 0 on")
        }
        return number
    }
}
