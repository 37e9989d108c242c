import Foundation
import HTTPTypes
import Serving
import Testing

/// The API's description and the server say the same.
@Suite struct DescriptionTests {
    @Test func everyPathOfTheAPIIsDescribed() async throws {
        let text = try await TestServer().get("/openapi.yaml").text
        let described = Set(text.matches(of: /(?m)^  (\/\S+):$/).map { String($0.1) })
        let programs = Set(
            Server.routes.paths.filter { $0.hasPrefix("/v1/") || ["/healthz", "/readyz", "/metrics"].contains($0) })
        #expect(described == programs)
    }

    @Test func everyRouteIsThere() async throws {
        let server = try TestServer()
        for path in Server.routes.paths {
            let methods = try #require(Server.routes.methods(of: path))
            let concrete = path.replacing("{id}", with: "1")
            let reply =
                methods == [.post] ? try await server.post(concrete, "{}") : try await server.get(concrete)
            #expect(path == "/training.svg" || (reply.status != 404 && reply.status != 405), "\(path)")
        }
    }

    @Test func theFieldsOfAnswersAreDescribed() async throws {
        let server = try TestServer()
        let text = try await server.get("/openapi.yaml").text
        let reply = try await server.post("/v1/answers", #"{"question": "Who built the mill?"}"#)
        let result = try #require((reply.json["results"] as? [[String: Any]])?.first)
        let answer = try #require((result["answers"] as? [[String: Any]])?.first)
        for field in Array(result.keys) + Array(answer.keys) {
            #expect(text.contains("        \(field): {type:") || text.contains("        \(field):\n"), "\(field)")
        }
    }
}
