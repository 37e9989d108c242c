import Answering
import Corpora
import HTTPTypes

/// What the API and the page both ask of the model; each checks what it was given before it comes here.
struct Inquiry: Sendable {
    let compute: ComputeThread

    /// Refuses what this model cannot do.
    func check(_ method: SearchMethod?) throws(Problem) {
        let facts = compute.facts
        guard let method, !facts.methods.contains(method) else { return }
        throw .field("method", "there is no lexical index beside the corpus, so only dense search is there")
    }

    /// Answers questions; the first that cannot be asked is the problem of all.
    /// - Parameter field: the name of a question's field, by its place.
    func answers(
        _ questions: [String], count: Int, passages: Int?, method: SearchMethod?, field: (Int) -> String,
        found: (@Sendable (Int, FoundPassages) -> Void)? = nil, answered: (Int, Answered) async throws -> Void
    ) async throws {
        try check(method)
        guard compute.facts.canAnswer else { throw Problem.cannot(Self.noReader) }
        let group = QuestionWork.Group(passages: passages, method: method)
        let tickets = try compute.answer(questions, count: count, group: group, found: found)
        for (place, ticket) in tickets.enumerated() {
            do { try await answered(place, ticket.value()) } catch {
                for ticket in tickets[place...] { ticket.redeem(.failure(CancellationError())) }
                throw Problem(error, field: field(place)) ?? error
            }
        }
    }

    func search(_ query: String, count: Int, method: SearchMethod?) async throws -> SearchReply {
        try check(method)
        do {
            return try await compute.perform { model in
                let hits = try model.answerer.search(query, count: count, from: method?.source)
                let used = method ?? SearchMethod(model.answerer.defaultSource)
                return SearchReply(
                    query: query, method: used.rawValue, model: model.facts.model, generation: model.facts.generation,
                    hits: hits)
            }
        } catch { throw Problem(error, field: "query") ?? error }
    }

    func fill(_ text: String, count: Int, passages: Int) async throws -> FillReply {
        do {
            return try await compute.perform { model in
                guard let filler = model.filler else {
                    throw Problem.cannot("masks cannot be filled: \(model.withoutFiller ?? "there is no encoder")")
                }
                return FillReply(
                    try filler.fill(text, count: count, passages: passages), generation: filler.generation)
            }
        } catch { throw Problem(error, field: "text") ?? error }
    }

    /// Texts as vectors of one model.
    struct Embedded: Sendable {
        let model: String
        var vectors: [[Float]] = []
        /// Word pieces of all texts.
        var tokens = 0
    }

    /// The vectors of texts; many take several turns, so that questions can go in between.
    func embeddings(_ texts: [String], as role: TextEmbedder.Role) async throws -> Embedded {
        var done = Embedded(model: compute.facts.model)
        while done.vectors.count < texts.count {
            let start = done.vectors.count
            let part = Array(texts[start..<min(texts.count, start + 16)])
            let more = try await compute.perform { model in
                let embedder = model.answerer.embedder
                return Embedded(
                    model: model.facts.model, vectors: try embedder.embeddings(of: part, as: role),
                    tokens: part.reduce(0) { $0 + embedder.tokenCount(of: $1, as: role) })
            }
            // Vectors of two models cannot be compared: when another one took over in between, all begins anew.
            guard start == 0 || more.model == done.model else {
                done = Embedded(model: more.model)
                continue
            }
            done = Embedded(
                model: more.model, vectors: done.vectors + more.vectors, tokens: done.tokens + more.tokens)
        }
        return done
    }

    func block(_ number: Int, neighbours: Int) async throws -> BlockReply {
        try await compute.perform { model in
            let store = model.answerer.store
            guard (0..<store.count).contains(number) else {
                let last = store.count - 1
                throw Problem(
                    status: .notFound, detail: "there is no block \(number); blocks are numbered 0 to \(last)",
                    field: "id")
            }
            let near = neighbours == 0 ? [] : try model.answerer.neighbours(of: number, count: neighbours)
            let document = store.blocks(ofDocument: store.document(of: number))
            return BlockReply(
                block: number, title: store.title(of: number), text: store.text(of: number),
                document: store.documentId(of: number),
                documentBlocks: [document.lowerBound, document.upperBound - 1], generation: model.facts.generation,
                neighbours: near.map { .init(block: $0.block, title: $0.title, score: $0.score) })
        }
    }

    static let noReader = "the model has no reader, so it can search but not answer; run `pyramidion finetune`"
}
