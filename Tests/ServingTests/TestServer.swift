import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Serving
import Synchronization

/// A server without a network: requests go to its routes directly.
final class TestServer: Sendable {
    /// What came back.
    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:] }

        /// The field that a problem names.
        var problemField: String? {
            headers[.contentType] == "application/problem+json" ? json["field"] as? String : nil
        }
    }

    let server: Server
    private let responder: RouterResponder<ServingContext>
    private let logger: Logger

    init(
        _ project: ServedProject? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ change: (inout ServerSettings) -> Void = { _ in }
    ) throws {
        self.logger = logger
        var settings = ServerSettings()
        change(&settings)
        server = try Server((project ?? ServedProject.shared.get()).source, settings: settings, logger: logger)
        responder = server.application().responder
    }

    deinit { server.close() }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, headers, Data())
    }

    /// Posts JSON.
    func post(_ path: String, _ json: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(.post, path, headers, Data(json.utf8))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], _ body: Data = Data(),
        host: String = "localhost"
    ) async throws -> Reply {
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let context = ServingContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger))
        let response = try await responder.respond(to: request, context: context)
        let writer = BodyWriter()
        try await response.body.write(writer)
        return Reply(
            status: response.status.code, headers: response.headers, body: writer.written.withLock { $0 })
    }

    /// Keeps what is written.
    private final class BodyWriter: ResponseBodyWriter, Sendable {
        let written = Mutex(Data())

        func write(_ buffer: ByteBuffer) async throws {
            written.withLock { $0.append(contentsOf: buffer.readableBytesView) }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
