import Foundation
import Serving
import Testing

@Suite struct ModelFollowingTests {
    /// Generations and checkpoints are swapped while others ask: no request fails, and no reply goes back in time.
    @Test func whatIsNewIsTakenWithoutAFailedRequest() async throws {
        let project = try ServedProject()
        let server = try TestServer(project)
        let askers = 3
        let seen = try await withThrowingTaskGroup(of: [Int].self) { group in
            for asker in 0..<askers {
                group.addTask {
                    var generations: [Int] = []
                    while generations.last != 6, generations.count < 3_000 {
                        let reply = try await server.post(
                            "/v1/answers", "{\"question\": \"Who built the mill of town \(asker)?\"}")
                        #expect(reply.status == 200, "\(reply.text)")
                        let result = (reply.json["results"] as? [[String: Any]])?.first
                        generations.append(result?["generation"] as? Int ?? 0)
                    }
                    return generations
                }
            }
            group.addTask {
                for number in 2...6 {
                    try project.publishModel(step: number)
                    try project.publishIndex(number: number)
                    server.server.follow()
                }
                return []
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for generations in seen where !generations.isEmpty {
            #expect(generations == generations.sorted() && generations.last == 6)
        }
        let status = try await server.get("/v1/status").json
        #expect(status["model"] as? String == "run/checkpoints/step-00000006")
    }

    @Test func whatCannotBeOpenedIsNamedAndNotServed() async throws {
        let project = try ServedProject()
        let server = try TestServer(project)
        try project.publishModel(step: 2)
        let weights = project.run.appending(path: "checkpoints/step-00000002/reader/model.safetensors")
        let whole = try Data(contentsOf: weights)
        try whole.prefix(100).write(to: weights)
        server.server.follow()
        let status = try await server.get("/v1/status").json
        #expect(status["model"] as? String == "run/checkpoints/step-00000001")
        #expect((status["problem"] as? String)?.contains("model.safetensors") == true)
        #expect(try await server.post("/v1/answers", #"{"question": "Who?"}"#).status == 200)
        try whole.write(to: weights)
        server.server.follow()
        // An idle server takes the newer one, too.
        var model: String?
        for _ in 0..<200 where model != "run/checkpoints/step-00000002" {
            try await Task.sleep(for: .milliseconds(5))
            model = try await server.get("/v1/status").json["model"] as? String
        }
        #expect(model == "run/checkpoints/step-00000002")
        #expect(try await server.get("/v1/status").json["problem"] == nil)
    }

    /// What is learned anew has the names and numbers of before.
    @Test(arguments: [false, true])
    func aProjectThatIsLearnedAnewIsTaken(isSeenWithoutModel: Bool) async throws {
        let project = try ServedProject()
        let server = try TestServer(project)
        func probability() async throws -> Double? {
            let reply = try await server.post("/v1/answers", #"{"question": "Who built the mill of Kelby?"}"#)
            #expect(reply.status == 200, "\(reply.text)")
            let result = (reply.json["results"] as? [[String: Any]])?.first
            return (result?["answers"] as? [[String: Any]])?.first?["probability"] as? Double
        }
        let before = try await probability()
        try project.forget()
        if isSeenWithoutModel {
            server.server.follow()
            #expect(try await server.get("/v1/status").json["problem"] != nil)
            #expect(try await probability() == before)
        }
        try project.publishModel(step: 1, readerSeed: 7)
        try project.publishIndex(number: 1)
        server.server.follow()
        let status = try await server.get("/v1/status").json
        #expect(status["model"] as? String == "run/checkpoints/step-00000001" && status["generation"] as? Int == 1)
        #expect(status["problem"] == nil)
        let after = try await probability()
        #expect(before != nil && after != nil && after != before)
    }
}
