import DemoData
import DurableFiles
import Evaluation
import Foundation
import Testing

@Suite struct DemoDataTests {
    @Test func otherSourcesThanThePinnedOnesAreRefusedAndNothingIsWritten() throws {
        let sources = try SmallSources(SmallSources.rivers)
        let target = sources.url.appending(path: "made")
        let problem = #expect(throws: DemoDataProblem.self) { try DemoData.build(sources: sources.url, to: target) }
        #expect(problem?.description.hasPrefix("the titles built here have the SHA-256 ") == true)
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }

    @Test func aFolderWithoutSourcesIsNamed() {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nothing-\(UUID().uuidString)")
        let problem = #expect(throws: DemoDataProblem.self) { try DemoData.build(sources: folder, to: folder) }
        #expect(problem?.description == "\(folder.path)/wikipedia-leads.json is missing; run scripts/get-data")
    }

    @Test func writtenQuestionsAreReadBackAsQuestions() throws {
        let written = [
            TieredQuestion(
                question: "where does the elbe rise", answer: ["Giant Mountains"], regex: false, source: "nq",
                split: Split(of: "where does the elbe rise"), gold: [4, 2], rank: 1, tier: 1),
            TieredQuestion(
                question: "how long is the elbe", answer: [#"1,?09\d"#], regex: true, source: "curated",
                split: Split(of: "how long is the elbe"), gold: [], rank: nil, tier: nil),
        ]
        let file = FileManager.default.temporaryDirectory.appending(path: "questions-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONLines.write(written, to: file)
        let read = try QuestionFile.read(file, includesHeldOut: true, strict: true).questions
        #expect(read.map(\.text) == written.map(\.question))
        #expect(read.map(\.answers) == written.map(\.answer))
        #expect(read.map(\.isRegularExpression) == [false, true])
        #expect(read.map(\.tier) == [1, nil])
        #expect(read.map(\.split) == written.map(\.split))
    }

    @Test func writtenClaimsAreReadBackAndADamagedLineIsNamed() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "claims-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        let claims = [
            FeverClaim(claim: "The Elbe is a river.", pages: ["Elbe"]),
            FeverClaim(claim: "Bach was born in Eisenach.", pages: ["Eisenach", "Johann Sebastian Bach"]),
        ]
        try JSONLines.write(claims, to: file)
        let read: [FeverClaim] = try JSONLines.read(file)
        #expect(read == claims)
        try Data("{\"claim\": \"a\", \"pages\": []}\n{\"claim\": 3}\n".utf8).write(to: file)
        let problem = #expect(throws: FileProblem.self) { try JSONLines.read(file) as [FeverClaim] }
        #expect(problem?.reason.hasPrefix("line 2 is damaged") == true)
        try FileManager.default.removeItem(at: file)
        #expect(throws: FileProblem.self) { try JSONLines.read(file) as [FeverClaim] }
    }
}
