import Foundation
import HTTPTypes
import LearningTestSupport
import Serving
import Testing

@Suite struct GuardTests {
    @Test func aTokenLetsIn() async throws {
        let server = try TestServer(nil) { $0.token = AccessToken("correct-horse-battery") }
        let refused = try await server.get("/v1/status")
        #expect(refused.status == 401 && refused.headers[.wwwAuthenticate] == "Bearer")
        #expect(try await server.get("/").headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
        let wrongs = [
            "Bearer correct-horse-batterz", "Bearer", "Bearer ", "correct-horse-battery", "Basic %%%", "Basic YQ==",
        ]
        for wrong in wrongs {
            #expect(try await server.get("/v1/status", [.authorization: wrong]).status == 401, "\(wrong)")
        }
        #expect(try await server.get("/v1/status", [.authorization: "bearer correct-horse-battery"]).status == 200)
        let basic = "Basic " + Data("anybody:correct-horse-battery".utf8).base64EncodedString()
        #expect(try await server.get("/", [.authorization: basic]).status == 200)
        #expect(try await server.get("/healthz").status == 200)
        #expect(try await server.get("/metrics").status == 401)
    }

    @Test func aTokenFileHoldsOneToken() throws {
        let folder = try ScratchFolder()
        let file = folder.url.appending(path: "token")
        try Data("0123456789abcdef\n".utf8).write(to: file)
        #expect(try AccessToken(contentsOf: file).matches("0123456789abcdef"))
        for bad in ["", "short\n", "0123456789 abcdef", "0123456789abcdéf"] {
            try Data(bad.utf8).write(to: file)
            #expect(throws: (any Error).self, "\(bad)") { try AccessToken(contentsOf: file) }
        }
        #expect(throws: (any Error).self) { try AccessToken(contentsOf: folder.url.appending(path: "none")) }
    }

    @Test func onLoopbackOnlyItsOwnNamesAreAnswered() async throws {
        let server = try TestServer(nil) { $0.hosts = ["corpus.example"] }
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST", "corpus.example:80"] {
            #expect(try await server.send(.get, "/healthz", host: host).status == 200, "\(host)")
        }
        for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "[", "localhost.evil"] {
            #expect(try await server.send(.get, "/healthz", host: host).status == 421, "\(host)")
        }
    }

    @Test func beyondLoopbackNamesAreCheckedOnceOneIsGiven() async throws {
        let open = try TestServer(nil) { $0.host = "0.0.0.0" }
        #expect(try await open.send(.get, "/healthz", host: "any.example").status == 200)
        let named = try TestServer(nil) {
            $0.host = "192.0.2.7"
            $0.hosts = ["Corpus.example"]
        }
        let names = ["corpus.example", "192.0.2.7:8080", "127.0.0.1:8080", "localhost", "[::1]:8080"]
        for host in names { #expect(try await named.send(.get, "/healthz", host: host).status == 200, "\(host)") }
        for host in ["evil.example", "192.0.2.8"] {
            #expect(try await named.send(.get, "/healthz", host: host).status == 421, "\(host)")
        }
    }

    @Test func onlyListedOriginsMayCall() async throws {
        let server = try TestServer(nil) { $0.origins = ["https://friend.example"] }
        let friend: HTTPFields = [.origin: "https://friend.example"]
        let preflight = try await server.send(.options, "/v1/answers", friend)
        #expect(preflight.status == 204)
        #expect(preflight.headers[.accessControlAllowOrigin] == "https://friend.example")
        let reply = try await server.post("/v1/answers", "{}", friend)
        #expect(reply.status == 422 && reply.headers[.accessControlAllowOrigin] == "https://friend.example")
        let stranger = try await server.get("/v1/status", [.origin: "https://stranger.example"])
        #expect(stranger.headers[.accessControlAllowOrigin] == nil)
        #expect(try await TestServer().get("/v1/status", friend).headers[.accessControlAllowOrigin] == nil)
    }

    @Test func pagesMayUseOnlyTheirOwnFiles() async throws {
        let server = try TestServer()
        let policy = try #require(HTTPField.Name("Content-Security-Policy"))
        for path in ["/", "/fill", "/v1/status", "/nothing", "/assets/page.js"] {
            let header = try #require(try await server.get(path).headers[policy])
            #expect(header.contains("default-src 'none'") && !header.contains("unsafe"), "\(path)")
        }
        let page = try await server.get("/").text
        #expect(!page.contains("style=") && !page.contains("onclick") && !page.contains("<style"))
    }

    @Test func whatComesWhileTheServerStopsIsSentAway() async throws {
        let server = try TestServer()
        #expect(try await server.get("/readyz").status == 200)
        server.server.drain()
        let reply = try await server.post("/v1/answers", #"{"question": "Who?"}"#)
        #expect(reply.status == 503 && reply.headers[.retryAfter] == "5")
        #expect(try await server.get("/readyz").status == 503)
        #expect(try await server.get("/healthz").status == 200)
    }

    @Test func aFullQueueSaysWhenToComeBack() async throws {
        let server = try TestServer(nil) { $0.queueCapacity = 3 }
        let reply = try await server.post("/v1/answers", #"{"questions": ["Who?", "Where?", "When?", "Why?"]}"#)
        #expect(reply.status == 429 && reply.headers[.retryAfter] == "1")
        #expect(try await server.post("/v1/answers", #"{"questions": ["Who?", "Where?", "When?"]}"#).status == 200)
    }

    @Test func whatIsNotAnsweredInTimeIsToldSo() async throws {
        let server = try TestServer(nil) { $0.limit = .zero }
        let reply = try await server.post("/v1/answers", #"{"question": "Who built the mill?"}"#)
        #expect(reply.status == 504 && reply.headers[.retryAfter] != nil)
    }

    @Test func noMoreConnectionsAreAcceptedThanFilesMayBeOpen() {
        #expect(OpenFiles.connections(1) == 1)
        let many = OpenFiles.connections(1 << 40)
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(many >= 1 && many < Int(clamping: limit.rlim_cur))
    }
}
