import Foundation
import Testing

@Suite struct EmbeddingsTests {
    private func vectors(_ reply: TestServer.Reply) throws -> [Any] {
        let data = try #require(reply.json["data"] as? [[String: Any]])
        #expect(data.compactMap { $0["index"] as? Int } == Array(data.indices))
        return data.compactMap { $0["embedding"] }
    }

    @Test func numbersAndBase64SayTheSame() async throws {
        let server = try TestServer()
        let input = #""input": ["Who built the mill?", "the river Wend"], "model": "any""#
        let plain = try await server.post("/v1/embeddings", "{\(input)}")
        #expect(plain.json["object"] as? String == "list")
        let numbers = try vectors(plain).map { try #require($0 as? [Double]).map { Float($0) } }
        let packed = try await server.post("/v1/embeddings", "{\(input), \"encoding_format\": \"base64\"}")
        let decoded = try vectors(packed).map { value in
            let text = try #require(value as? String)
            let bytes = [UInt8](try #require(Data(base64Encoded: text)))
            return stride(from: 0, to: bytes.count, by: 4).map { start -> Float in
                let bits = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { bits, byte in
                    bits << 8 | UInt32(byte)
                }
                return Float(bitPattern: bits)
            }
        }
        #expect(numbers == decoded && numbers.count == 2 && numbers[0].count == 8)
        #expect(numbers[0] != numbers[1])
    }

    @Test func aSingleTextIsAListOfOne() async throws {
        let server = try TestServer()
        let reply = try await server.post("/v1/embeddings", #"{"input": "the river Wend", "dimensions": 8}"#)
        #expect(try vectors(reply).count == 1)
        let usage = try #require(reply.json["usage"] as? [String: Int])
        #expect(usage["prompt_tokens"] == usage["total_tokens"] && (usage["total_tokens"] ?? 0) >= 3)
    }

    /// Texts are embedded in several turns, and each is what it is alone.
    @Test func manyTextsAreEmbeddedInTheirOrder() async throws {
        let server = try TestServer()
        let texts = (0..<40).map { "the mill number \($0)" }
        let json = String(decoding: try JSONSerialization.data(withJSONObject: ["input": texts]), as: UTF8.self)
        let all = try vectors(await server.post("/v1/embeddings", json)).compactMap { $0 as? [Double] }
        #expect(all.count == 40)
        let last = try vectors(await server.post("/v1/embeddings", "{\"input\": \"\(texts[39])\"}"))
        let alone = try #require(last[0] as? [Double])
        #expect(zip(all[39], alone).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test func passagesAreLaidOutInAnotherWayThanQuestions() async throws {
        let server = try TestServer()
        let query = try vectors(await server.post("/v1/embeddings", #"{"input": "the river"}"#))
        let document = try vectors(
            await server.post("/v1/embeddings", #"{"input": "the river", "input_type": "document"}"#))
        #expect(query[0] as? [Double] != document[0] as? [Double])
    }
}
