import Answering
import Corpora
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What people see: pages made on the server, each with an address of its own, that work without JavaScript.
struct PageRoutes: Sendable {
    let page: PageTemplates
    let inquiry: Inquiry
    let examples: [String]
    let runs: TrainingRuns
    let logsQuestions: Bool

    func add(to router: Router<ServingContext>) {
        router.get("/") { try await ask($0, $1) }
        router.get("/fill") { try await fill($0, $1) }
        router.get("/corpus") { try await corpus($0, $1) }
        router.get("/blocks/{id}") { try await block($0, $1) }
        router.get("/training") { request, _ in training(request) }
        router.get("/training.svg") { request, _ in try plot(request) }
        router.get("/assets/page.css") { _, _ in Self.file(PackageResources.page_css, "text/css; charset=utf-8") }
        router.get("/assets/page.js") { _, _ in Self.file(PackageResources.page_js, "text/javascript; charset=utf-8") }
        router.get("/assets/icon.svg") { _, _ in Self.file(PackageResources.icon_svg, "image/svg+xml") }
    }

    // MARK: Tabs

    private func ask(_ request: Request, _ context: ServingContext) async throws -> Response {
        let query = QueryFields(request)
        let asked = query.text("q")
        let view = AskView(
            title: asked ?? "Ask", question: asked, passages: query.text("k") ?? "",
            methods: ChoiceView.methods(inquiry.compute.facts, chosen: try? query.method()),
            examples: asked == nil ? offers : [])
        guard let question = asked else { return page.response("ask", view) }
        if logsQuestions { context.logger.info("question", metadata: ["text": "\(question)"]) }
        return try await show("ask", view) { view in
            try Self.checkLength(question, "q")
            let passages = try query.integer("k", 1...APILimits.passages)
            let method = try query.method()
            view.result = try await context.whileClientIsThere {
                var result: AnswerView?
                try await inquiry.answers(
                    [question], count: 5, passages: passages, method: method, field: { _ in "q" },
                    answered: { result = AnswerView($1) })
                return result
            }
        }
    }

    private func fill(_ request: Request, _ context: ServingContext) async throws -> Response {
        let text = QueryFields(request).text("text")
        let example = "The [MASK] at the top of the pyramid"
        let view = FillView(
            text: text, example: example, exampleAddress: "/fill?text=\(Self.queryValue(example))")
        guard let given = text else { return page.response("fill", view) }
        return try await show("fill", view) { view in
            try Self.checkLength(given, "text")
            let reply = try await context.whileClientIsThere { try await inquiry.fill(given, count: 5, passages: 7) }
            view.result = FillView.Result(reply)
        }
    }

    private func corpus(_ request: Request, _ context: ServingContext) async throws -> Response {
        let query = QueryFields(request)
        let asked = query.text("q")
        let facts = inquiry.compute.facts
        let view = CorpusView(
            title: asked ?? "Corpus", query: asked,
            methods: ChoiceView.methods(facts, chosen: try? query.method()), blocks: facts.store.count,
            documents: facts.store.documentCount)
        guard let words = asked else { return page.response("corpus", view) }
        return try await show("corpus", view) { view in
            try Self.checkLength(words, "q")
            let method = try query.method()
            let reply = try await context.whileClientIsThere {
                try await inquiry.search(words, count: 20, method: method)
            }
            view.hits = reply.hits.enumerated().map { place, hit in
                CorpusView.Hit(
                    rank: place + 1, title: BlockLink.title(hit.title, hit.block),
                    address: BlockLink.address(hit.block), text: hit.text,
                    score: PageNumber.fixed(hit.score, decimals: 3))
            }
            view.hasNone = reply.hits.isEmpty
        }
    }

    private func block(_ request: Request, _ context: ServingContext) async throws -> Response {
        let number = try BlockNumber.parse(context.parameters.get("id"))
        let query = QueryFields(request)
        let start = try query.integer("start", 0...APILimits.body) ?? 0
        let end = try query.integer("end", 0...APILimits.body) ?? 0
        let reply = try await context.whileClientIsThere { try await inquiry.block(number, neighbours: 8) }
        return page.response("block", BlockView(reply, marking: start..<max(start, end)))
    }

    private func training(_ request: Request) -> Response {
        page.response("training", runs.view(QueryFields(request).text("run")))
    }

    /// The picture's styles stand inside it, so its own policy lets it have them, and nothing else.
    private func plot(_ request: Request) throws -> Response {
        guard let svg = runs.svg(QueryFields(request).text("run")) else {
            throw Problem(status: .notFound, detail: "no training run of that name has figures", field: "run")
        }
        var headers: HTTPFields = [.contentType: "image/svg+xml"]
        if let policy = HTTPField.Name("Content-Security-Policy") {
            headers[policy] = "default-src 'none'; style-src 'unsafe-inline'"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: svg)))
    }

    // MARK: Parts

    /// The page with what the work adds to it, or with the reason why there is nothing.
    private func show<View: QueryView>(
        _ template: String, _ view: View, _ work: (inout View) async throws -> Void
    ) async throws -> Response {
        var view = view
        do {
            try await work(&view)
            return page.response(template, view)
        } catch {
            guard let problem = Problem(error) else { throw error }
            view.problem = problem.detail
            return page.response(template, view, status: problem.status)
        }
    }

    private var offers: [ExampleView] {
        examples.prefix(6).map { ExampleView(text: $0, address: "/?q=\(Self.queryValue($0))") }
    }

    private static func checkLength(_ text: String, _ field: String) throws(Problem) {
        guard text.utf8.count <= APILimits.questionBytes else {
            throw .field(field, "has \(text.utf8.count) bytes; expected at most \(APILimits.questionBytes)")
        }
    }

    private static func queryValue(_ text: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static func file(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
