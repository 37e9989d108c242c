import DurableFiles
import Foundation
import Masking
import Randomness
import Testing

@Suite struct ExternalSpansTests {
    private func read(_ content: Data) throws -> ExternalSpans {
        let file = FileManager.default.temporaryDirectory.appending(path: "spans-\(UUID().uuidString).jsonl")
        try content.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try ExternalSpans(contentsOf: file)
    }

    private let text = "Zoë met Noël in Åre."
    private var sentence: [Range<Int>] { [0..<text.utf8.count] }

    private func surfaces(_ spans: [SalientSpan]) -> [String] {
        spans.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
    }

    @Test func offsetsCountBytesOrCodePoints() throws {
        let spans = try read(
            Data(
                """
                {"id": 0, "spans": [{"start": 0, "end": 4, "label": "PER"}, {"start": 9, "end": 14}]}

                {"id": 1, "unit": "character", "spans": [{"start": 8, "end": 12}, {"start": 16, "end": 19, "label": "date"}]}
                """.utf8))
        #expect(surfaces(spans.salientSpans(block: 0, text: text, sentences: sentence)) == ["Zoë", "Noël"])
        let second = spans.salientSpans(block: 1, text: text, sentences: sentence)
        #expect(surfaces(second) == ["Noël", "Åre"])
        #expect(second.map(\.kind) == [.name, .date])
        #expect(spans.count == 4)
        #expect(spans.problems.isEmpty)
    }

    @Test func whatHasNoPlaceInTheCorpusIsCounted() throws {
        let library = try Library([(title: "Noël", text: "Noël lived in Bath. He met Zoë.")])
        let spans = try read(
            Data(
                """
                {"id": 0, "spans": [{"start": 0, "end": 5}, {"start": 15, "end": 25}, {"start": 3, "end": 5}]}
                {"id": 1, "spans": [{"start": 0, "end": 2}]}
                """.utf8))
        let fit = spans.fit(in: library)
        #expect(fit.inside == 1)
        #expect(fit.across == 2)
        #expect(fit.beyond == 1)
        #expect("\(fit)" == "1 spans lie in a sentence, 2 in none, 1 of blocks that the corpus does not have")
    }

    @Test func numbersAreCountedForTheyAreNotMasked() throws {
        let library = try Library([(title: "Noël", text: "Noël owns 40 boats in Bath.")])
        let spans = try read(
            Data(
                #"{"id": 0, "spans": [{"start": 0, "end": 5}, {"start": 11, "end": 13, "label": "CARDINAL"}]}"#.utf8))
        #expect("\(spans.fit(in: library))" == "2 spans lie in a sentence, 1 of them numbers, which are not masked")
    }

    @Test func spansThatDoNotFitTheTextAreLeftOut() throws {
        // Inside a letter, past the end, over the border of two sentences.
        let line = #"{"id": 0, "spans": [{"start": 0, "end": 3}, {"start": 4, "end": 900}, {"start": 5, "end": 9}]}"#
        let spans = try read(Data(line.utf8))
        #expect(spans.salientSpans(block: 0, text: text, sentences: [0..<8, 8..<text.utf8.count]) == [])
    }

    @Test func badLinesAreCountedAndToldWithTheirPlace() throws {
        let lines = [
            #"{"id": 0, "spans": [{"start": 0, "end": 4}]}"#, "not json", #"{"spans": []}"#,
            #"{"id": "Q1", "spans": []}"#,
            #"{"id": 0, "spans": [{"start": "0", "end": 4}]}"#, #"{"id": 0, "spans": [{"start": 5, "end": 4}]}"#,
            #"{"id": 0, "unit": "word", "spans": []}"#, "[]",
        ]
        let spans = try read(Data(lines.joined(separator: "\n").utf8) + [0x0A, 0xFF, 0xFE])
        #expect(spans.count == 1)
        #expect(spans.problemCount == 8)
        #expect(spans.problems.map(\.line) == [2, 3, 4, 5, 6, 7, 8, 9])
        let expected = "expected {\"id\": …, \"spans\": [{\"start\": …, \"end\": …}]}"
        #expect(spans.problems[0].reason == "not valid JSON; \(expected)")
        #expect(spans.problems[1].reason == "field \"id\" is missing; \(expected)")
        let number = "expected the number of a block, as `corpus show --spans` prints it"
        #expect(spans.problems[2].reason == "field \"id\": \"Q1\" is a text; \(number)")
        #expect(spans.problems[3].reason == "field \"spans.0.start\" has the wrong type; \(expected)")
        #expect(spans.problems[4].reason == "field \"spans\": a span from 5 to 4; expected 0 <= start < end")
        #expect(spans.problems[5].reason == "field \"unit\": expected \"byte\" or \"character\", found \"word\"")
        #expect(spans.problems[0].description.hasSuffix(".jsonl:2: not valid JSON; \(expected)"))
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: FileProblem.self) { try ExternalSpans(contentsOf: URL(filePath: "/nowhere/spans")) }
        #expect(error?.description == "/nowhere/spans: cannot be read: No such file or directory")
    }

    @Test func anyBytesAreReadOrReported() throws {
        let valid = Array(#"{"id": 0, "unit": "character", "spans": [{"start": 3, "end": 14, "label": "DATE"}]}"#.utf8)
        var draws = SeededGenerator(seed: 5)
        var content: [UInt8] = []
        for _ in 0..<3_000 {
            var line = valid
            for _ in 0..<Int.random(in: 0...3, using: &draws) {
                line[Int.random(in: 0..<line.count, using: &draws)] = UInt8.random(in: 0...255, using: &draws)
            }
            content += line.map { $0 == 0x0A ? 0x20 : $0 } + [0x0A]
        }
        let spans = try read(Data(content))
        #expect(spans.count > 100)
        #expect(spans.count + spans.problemCount >= 2_900)
        #expect(spans.problems.count == 100)
        for span in spans.salientSpans(block: 0, text: text, sentences: sentence) {
            #expect(span.range.upperBound <= text.utf8.count)
        }
    }
}
