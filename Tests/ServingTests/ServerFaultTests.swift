import HTTPTypes
import InMemoryLogging
import Logging
import Testing

@Suite struct ServerFaultTests {
    @Test func whatIsTheServersOwnFaultIsToldAndLogged() async throws {
        let project = try ServedProject()
        let log = InMemoryLogHandler()
        let server = try TestServer(project, logger: Logger(label: "test") { _ in log })
        try project.damageLexicalIndex()
        let body = #"{"question": "Who built the mill of Kelby?", "method": "bm25"}"#
        func faults() -> Int { log.entries.count { $0.level == .error && "\($0.metadata)".contains("/v1/answers") } }

        let reply = try await server.post("/v1/answers", body)
        #expect(reply.status == 500 && reply.json["detail"] as? String == "the server failed; its log says why")
        #expect(faults() == 1)

        let stream = try await server.post("/v1/answers", body, [.accept: "text/event-stream"]).text
        let events = stream.split(separator: "\n").filter { $0.hasPrefix("event: ") }
        #expect(events == ["event: problem", "event: done"])
        #expect(stream.contains("\"status\":500") && stream.contains("its log says why"))
        #expect(faults() == 2)
    }
}
