import Foundation
import HTTPTypes
import Serving
import Testing

@Suite struct AnswersTests {
    @Test func anAnswerStandsWhereItSays() async throws {
        let server = try TestServer()
        let reply = try await server.post(
            "/v1/answers", #"{"question": "Who built the mill of Kelby?", "k": 3, "count": 4}"#)
        #expect(reply.status == 200 && reply.headers[.contentType] == "application/json")
        let results = try #require(reply.json["results"] as? [[String: Any]])
        let result = try #require(results.first)
        #expect(result["question"] as? String == "Who built the mill of Kelby?")
        #expect(result["generation"] as? Int == 1)
        #expect(result["model"] as? String == "run/checkpoints/step-00000001")
        let passages = try #require(result["passages"] as? [[String: Any]])
        #expect(passages.count == 3)
        #expect(abs(passages.reduce(0) { $0 + ($1["probability"] as? Double ?? 0) } - 1) < 1e-6)
        let read = try #require(result["blocks"] as? [[Int]])
        #expect(read.count == 3 && read.allSatisfy { $0.count == 2 && $0[0] <= $0[1] })
        let answers = try #require(result["answers"] as? [[String: Any]])
        #expect(answers.count == 4)
        for answer in answers {
            let block = try #require(answer["block"] as? Int)
            #expect(read.contains { $0[0] <= block && block <= $0[1] })
            let start = try #require(answer["start"] as? Int)
            let end = try #require(answer["end"] as? Int)
            let text = try #require(passages.first { $0["block"] as? Int == block }?["text"] as? String)
            #expect(String(decoding: Array(text.utf8)[start..<end], as: UTF8.self) == answer["text"] as? String)
            let contributions = try #require(answer["contributions"] as? [Double])
            #expect(contributions.count == 3)
            let probability = try #require(answer["probability"] as? Double)
            #expect(abs(contributions.reduce(0, +) - probability) < 1e-6)
        }
        let stages = try #require(result["milliseconds"] as? [String: Double])
        #expect(Set(stages.keys) == ["wait", "tokenise", "embed", "search", "read"])
    }

    @Test func theQuestionsOfARequestAreReadTogether() async throws {
        let server = try TestServer()
        let questions = (0..<5).map { "\"Where was Ada Winter born in \($0)?\"" }.joined(separator: ",")
        let reply = try await server.post("/v1/answers", "{\"questions\": [\(questions)]}")
        let results = try #require(reply.json["results"] as? [[String: Any]])
        #expect(results.compactMap { $0["batch"] as? Int } == [5, 5, 5, 5, 5])
        #expect(results[3]["question"] as? String == "Where was Ada Winter born in 3?")
    }

    @Test func concurrentRequestsShareABatch() async throws {
        let server = try TestServer(nil) { $0.gathering = .milliseconds(500) }
        let batches = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let reply = try await server.post("/v1/answers", "{\"question\": \"Who built mill \(number)?\"}")
                    let results = reply.json["results"] as? [[String: Any]]
                    return results?.first?["batch"] as? Int ?? 0
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // A full batch does not wait; who comes too late for one gets the next.
        #expect(batches.count == 8 && (batches.max() ?? 0) > 1)
    }

    @Test func everyMethodAnswers() async throws {
        let server = try TestServer()
        for method in ["dense", "bm25", "hybrid"] {
            let body = "{\"question\": \"Who built the mill of Kelby?\", \"method\": \"\(method)\"}"
            #expect(try await server.post("/v1/answers", body).status == 200)
            let search = try await server.post(
                "/v1/searches", "{\"query\": \"the mill of Kelby\", \"k\": 4, \"method\": \"\(method)\"}")
            #expect(search.json["method"] as? String == method)
            #expect((search.json["hits"] as? [Any])?.count == 4)
        }
    }

    @Test func aStreamTellsThePassagesBeforeTheAnswer() async throws {
        let server = try TestServer()
        let reply = try await server.post(
            "/v1/answers", #"{"questions": ["Who built the mill of Kelby?", "???!"]}"#,
            [.accept: "text/event-stream"])
        #expect(reply.headers[.contentType] == "text/event-stream")
        let events = reply.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        let names = events.map { $0.split(separator: "\n")[0] }
        #expect(names.first == "event: passages" && names.last == "event: done")
        let passages = try #require(names.firstIndex(of: "event: passages"))
        let answer = try #require(names.firstIndex(of: "event: answer"))
        #expect(passages < answer)
        for event in events {
            let lines = event.split(separator: "\n")
            #expect(lines.count == 2 && lines[1].hasPrefix("data: "))
            let data = Data(lines[1].dropFirst(6).utf8)
            #expect((try? JSONSerialization.jsonObject(with: data)) != nil)
        }
    }

    @Test func masksAreFilledWithAndWithoutPassages() async throws {
        let server = try TestServer()
        let reply = try await server.post(
            "/v1/fill-masks", #"{"text": "The mill of [MASK] was built by Ada [MASK].", "k": 3, "count": 4}"#)
        #expect(reply.status == 200)
        let masks = try #require(reply.json["masks"] as? [[String: Any]])
        #expect(masks.count == 2)
        #expect(masks.allSatisfy { ($0["withRetrieval"] as? [Any])?.count == 4 })
        let passages = try #require(reply.json["passages"] as? [[String: Any]])
        let null = try #require(reply.json["nullProbability"] as? Double)
        #expect(abs(passages.reduce(null) { $0 + ($1["probability"] as? Double ?? 0) } - 1) < 1e-6)
        #expect(passages.count == 3 && passages.allSatisfy { $0["utility"] as? Double != nil })
        #expect(try await server.get("/openapi.yaml").text.contains("utility:\n"))
    }

    @Test func aBlockComesWithItsNeighbours() async throws {
        let server = try TestServer()
        let reply = try await server.get("/v1/blocks/2?neighbours=3")
        #expect(reply.json["block"] as? Int == 2)
        let neighbours = try #require(reply.json["neighbours"] as? [[String: Any]])
        #expect(neighbours.count == 3 && !neighbours.contains { $0["block"] as? Int == 2 })
        #expect(try await server.get("/v1/blocks/2?neighbours=0").json["neighbours"] as? [Int] == [])
    }

    @Test func theStatusNamesWhatIsServed() async throws {
        let status = try await TestServer().get("/v1/status").json
        #expect(status["generation"] as? Int == 1)
        #expect(status["methods"] as? [String] == ["dense", "bm25", "hybrid"])
        #expect(status["canAnswer"] as? Bool == true && status["canFillMasks"] as? Bool == true)
        #expect((status["queue"] as? [String: Int])?["capacity"] == 256)
        #expect(status["problem"] == nil)
    }
}
