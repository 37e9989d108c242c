import Foundation
import HTTPTypes
import NIOCore
import Randomness
import Serving
import Testing

@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path, body: String
        let status: Int
        var field: String?

        var testDescription: String { "\(path) \(body.prefix(60))" }
    }

    static let cases: [Case] = [
        Case(path: "/v1/answers", body: "{", status: 400),
        Case(path: "/v1/answers", body: "", status: 400),
        Case(path: "/v1/answers", body: "[]", status: 422),
        Case(path: "/v1/answers", body: "\"Who?\"", status: 422),
        Case(path: "/v1/answers", body: "{}", status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"question": 7}"#, status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"question": null}"#, status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"question": ""}"#, status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"question": "   "}"#, status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"question": "a", "questions": ["b"]}"#, status: 422, field: "question"),
        Case(path: "/v1/answers", body: #"{"questions": []}"#, status: 422, field: "questions"),
        Case(path: "/v1/answers", body: #"{"questions": ["who", 3]}"#, status: 422, field: "questions[1]"),
        Case(path: "/v1/answers", body: #"{"questions": ["who", " "]}"#, status: 422, field: "questions[1]"),
        Case(
            path: "/v1/answers",
            body: "{\"questions\": [\(Array(repeating: "\"who\"", count: 65).joined(separator: ","))]}",
            status: 422, field: "questions"),
        Case(
            path: "/v1/answers", body: "{\"question\": \"\(String(repeating: "who ", count: 60))\"}", status: 422,
            field: "question"),
        Case(
            path: "/v1/answers", body: "{\"question\": \"\(String(repeating: "w", count: 5_000))\"}", status: 422,
            field: "question"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": 0}"#, status: 422, field: "k"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": 1000000000}"#, status: 422, field: "k"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": 1.5}"#, status: 422, field: "k"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": "3"}"#, status: 422, field: "k"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": true}"#, status: 422, field: "k"),
        Case(path: "/v1/answers", body: #"{"question": "who", "k": 1e400}"#, status: 400),
        Case(path: "/v1/answers", body: #"{"question": "who", "count": -1}"#, status: 422, field: "count"),
        Case(path: "/v1/answers", body: #"{"question": "who", "method": "tfidf"}"#, status: 422, field: "method"),
        Case(path: "/v1/answers", body: #"{"question": "who", "coutn": 3}"#, status: 422, field: "coutn"),
        Case(path: "/v1/answers", body: #"{"question": "\ud800"}"#, status: 400),
        Case(path: "/v1/answers", body: String(repeating: "[", count: 100_000), status: 400),
        Case(path: "/v1/searches", body: "{}", status: 422, field: "query"),
        Case(path: "/v1/searches", body: #"{"query": " "}"#, status: 422, field: "query"),
        Case(path: "/v1/fill-masks", body: #"{"text": "no mask here"}"#, status: 422, field: "text"),
        Case(
            path: "/v1/fill-masks", body: "{\"text\": \"\(String(repeating: "[MASK] ", count: 11))\"}", status: 422,
            field: "text"),
        Case(path: "/v1/embeddings", body: #"{"input": []}"#, status: 422, field: "input"),
        Case(path: "/v1/embeddings", body: #"{"input": [[1, 2]]}"#, status: 422, field: "input[0]"),
        Case(path: "/v1/embeddings", body: #"{"input": "a", "dimensions": 7}"#, status: 422, field: "dimensions"),
        Case(
            path: "/v1/embeddings", body: #"{"input": "a", "encoding_format": "hex"}"#, status: 422,
            field: "encoding_format"),
    ]

    @Test func whatIsWrongIsNamed() async throws {
        let server = try TestServer()
        for bad in Self.cases {
            let reply = try await server.post(bad.path, bad.body)
            #expect(reply.status == bad.status, "\(bad.testDescription): \(reply.text)")
            #expect(reply.headers[.contentType] == "application/problem+json")
            #expect(reply.problemField == bad.field, "\(bad.testDescription): \(reply.text)")
            #expect(reply.json["status"] as? Int == bad.status && reply.json["title"] is String)
            #expect((reply.json["detail"] as? String)?.isEmpty == false)
        }
    }

    @Test func theBodyMustBeJSONInUTF8AndNotHuge() async throws {
        let server = try TestServer()
        let latin = Data(#"{"question": ""#.utf8) + Data([0xE9]) + Data(#""}"#.utf8)
        let headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        #expect(try await server.send(.post, "/v1/answers", headers, latin).status == 400)
        let form = try await server.post(
            "/v1/answers", "question=who", [.contentType: "application/x-www-form-urlencoded"])
        #expect(form.status == 415)
        #expect(try await server.send(.post, "/v1/answers", [:], Data("{}".utf8)).status == 415)
        let huge = Data(repeating: 0x20, count: (1 << 20) + 1)
        #expect(try await server.send(.post, "/v1/answers", headers, huge).status == 413)
    }

    @Test func pathsAndMethodsThatAreNotThereAreTold() async throws {
        let server = try TestServer()
        #expect(try await server.get("/v1/nothing").status == 404)
        let wrong = try await server.get("/v1/answers")
        #expect(wrong.status == 405 && wrong.headers[.allow] == "POST")
        #expect(try await server.send(.delete, "/v1/blocks/1").headers[.allow] == "GET, HEAD")
        #expect(try await server.get("/v1/blocks/100000").status == 404)
        for id in ["x", "-1", "1.5", "99999999999999999999", "%00"] {
            let reply = try await server.get("/v1/blocks/\(id)")
            #expect(reply.status == 422 && reply.problemField == "id", "\(id)")
        }
        #expect(try await server.get("/v1/blocks/1?neighbours=9999").problemField == "neighbours")
        #expect(try await server.send(.head, "/healthz").status == 200)
    }

    /// Bodies made by chance, and pieces of good ones put together wrongly: none of them fails the server.
    @Test func noBodyFailsTheServer() async throws {
        let server = try TestServer()
        var random = SeededGenerator(seed: 71)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\"question\"", "\"questions\"", "\"k\"", "\"who\"", "null", "true",
            "0",
            "-1", "1e9", "9e99", "\\u0000", "\\ud83d", "é", "\u{0}", " ", "\"text\"", "\"[MASK]\"", "\"input\"",
            "\"query\"",
        ]
        let paths = ["/v1/answers", "/v1/searches", "/v1/fill-masks", "/v1/embeddings"]
        for number in 0..<2_000 {
            let body = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            let reply = try await server.post(paths[number % 4], body)
            #expect(reply.status < 500, "\(body): \(reply.text)")
        }
    }

    @Test func noQueryFailsThePage() async throws {
        let server = try TestServer()
        var random = SeededGenerator(seed: 72)
        let pieces = [
            "q=", "k=", "&", "=", "%", "%00", "%ff", "+", "1", "method=", "dense", "text=", "[MASK]", "start=", "a",
        ]
        for number in 0..<500 {
            let query = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            let path = ["/", "/fill", "/corpus", "/blocks/3", "/training", "/training.svg"][number % 6]
            #expect(try await server.get("\(path)?\(query)").status < 500, "\(path)?\(query)")
        }
    }

    @Test func fieldsAreReadAsTheyAreWritten() throws {
        let fields = try RequestFields(
            ByteBuffer(string: #"{"a": "é", "b": ["x", "y"], "c": 3.0}"#), allowed: ["a", "b", "c"])
        #expect(try fields.text("a", limit: 2) == "é")
        #expect(try fields.texts("b", count: 1...2, limit: 1) == ["x", "y"])
        #expect(try fields.integer("c", 1...3) == 3)
        #expect(try fields.integer("d", 1...3) == nil)
        #expect(throws: Problem.self) { try fields.text("a", limit: 1) }
        #expect(QueryFields("q=Who+built+it%3F&k=&x").text("q") == "Who built it?")
        #expect(try QueryFields("k=").integer("k", 1...3) == nil)
    }
}
