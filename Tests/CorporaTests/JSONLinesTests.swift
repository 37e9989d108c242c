import Corpora
import DurableFiles
import Foundation
import Randomness
import Testing

@Suite struct JSONLinesTests {
    private func read(_ text: String, strict: Bool = false) throws -> (documents: [Document], report: ReadReport) {
        try read(text.utf8, strict: strict)
    }

    private func read(
        _ bytes: some Sequence<UInt8>, strict: Bool = false, limits: ReadLimits = ReadLimits()
    ) throws -> (documents: [Document], report: ReadReport) {
        let folder = try TemporaryFolder()
        let file = try folder.write(bytes, to: "corpus.jsonl")
        var documents: [Document] = []
        let report = try DocumentReader(file, strict: strict, limits: limits).forEach { documents.append($0) }
        return (documents, report)
    }

    @Test func idsAreAnyScalar() throws {
        let (documents, report) = try read(
            """
            {"id": "a", "title": "A", "text": "One."}
            {"id": 12345678901234567890, "text": "Two.", "other": {"deep": [1, {"x": null}, []], "": {}}}
            {"id": true, "title": null, "text": "Thr\\u00e9e \\ud83d\\udea2 \\"\\\\\\/\\b\\f\\n\\r\\t"}

            {"id": null, "text": "Four.", "text": "Five."}
            {"id": -1.5e+3, "text": ""}
            """)
        #expect(
            documents == [
                Document(id: "a", title: "A", text: "One."),
                Document(id: "12345678901234567890", title: "", text: "Two."),
                Document(id: "true", title: "", text: "Thrée 🚢 \"\\/\u{8}\u{C}\n\r\t"),
                Document(id: nil, title: "", text: "Five."),
                Document(id: "-1.5e+3", title: "", text: ""),
            ])
        #expect(report.documents == 5 && report.problemCount == 0)
    }

    @Test func windowsFilesAreRead() throws {
        let (documents, report) = try read("\u{FEFF}{\"text\": \"a\"}\r\n{\"text\": \"b\"}\r\n")
        #expect(documents.map(\.text) == ["a", "b"] && report.problemCount == 0)
    }

    @Test(arguments: [
        ("hello", "not JSON at byte 1: a JSON object, which begins with {, was expected"),
        ("[1]", "not JSON at byte 1: a JSON object, which begins with {, was expected"),
        ("{\"text\": \"a\"", "not JSON at byte 13: the line ends too early: a comma or } was expected"),
        ("{\"text\": \"a", "not JSON at byte 12: the line ends too early: the closing quotation mark is missing"),
        ("{\"text\": \"a\"} x", "not JSON at byte 15: more text follows the JSON object"),
        ("{\"text\" \"a\"}", "not JSON at byte 9: a colon was expected"),
        ("{text: \"a\"}", "not JSON at byte 2: the name of a field in double quotes was expected"),
        ("{\"text\": \"\\ud800\"}", "not JSON at byte 17: half of a surrogate pair stands alone"),
        ("{\"text\": \"\\x\"}", "not JSON at byte 12: \\ is followed by a character that JSON does not escape"),
        ("{\"text\": 01}", "not JSON at byte 12: a number begins with a needless zero"),
        ("{\"title\": \"a\"}", "the field \"text\" is missing; a string was expected"),
        ("{\"text\": null}", "the field \"text\" is missing; a string was expected"),
        ("{\"text\": 5}", "the field \"text\" is a number where a string was expected"),
        ("{\"text\": [\"a\"]}", "the field \"text\" is an array where a string was expected"),
        ("{\"text\": \"a\", \"title\": false}", "the field \"title\" is a boolean where a string was expected"),
        (
            "{\"text\": \"a\", \"id\": {\"x\": 1}}",
            "the field \"id\" is an object where a string or number was expected"
        ),
        ("{\"text\": \"a\", \"id\": \"first\"}", "the id \"first\" was used by an earlier line"),
        ("{\"text\": \"a\", \"id\": 7}", "the id \"7\" was used by an earlier line"),
    ])
    func aBadLineIsReportedWithItsPlace(line: String, reason: String) throws {
        let good = "{\"id\": \"first\", \"text\": \"a\"}\n{\"id\": 7, \"text\": \"b\"}\n"
        let (documents, report) = try read(good + line + "\n{\"id\": 8, \"text\": \"c\"}")
        #expect(documents.map(\.text) == ["a", "b", "c"])
        #expect(report.problemCount == 1)
        let problem = try #require(report.problems.first)
        #expect(problem.line == 3 && problem.reason == reason)
        #expect(problem.description == "\(problem.file):3: \(reason)")
    }

    @Test func aStrictReaderThrowsTheFirstProblem() throws {
        #expect {
            try read("{\"text\": \"a\"}\n{\n{\n", strict: true)
        } throws: { error in
            (error as? ReadReport.Problem)?.line == 2
        }
    }

    @Test func bytesThatAreNotUTF8AreReported() throws {
        let (documents, report) = try read(
            Array("{\"text\": \"caf".utf8) + [0xE9] + Array("\"}\n{\"text\": \"b\"}".utf8))
        #expect(documents.map(\.text) == ["b"])
        #expect(report.problems.first?.reason == "not JSON at byte 15: the string that ends here is not UTF-8")
    }

    @Test func anEnormousLineIsPassedOver() throws {
        let long = "{\"text\": \"\(String(repeating: "a", count: 200_000))\"}"
        let (documents, report) = try read(
            "{\"text\": \"a\"}\n\(long)\n{\"text\": \"b\"}\n".utf8, limits: ReadLimits(longestLine: 100_000))
        #expect(documents.map(\.text) == ["a", "b"])
        #expect(report.problems.first?.line == 2)
        #expect(report.problems.first?.reason == "the line is longer than 100000 bytes")
    }

    @Test func deepNestingIsRefused() throws {
        let deep = String(repeating: "[", count: 100_000)
        let (_, report) = try read("{\"x\": \(deep)\n")
        #expect(report.problems.first?.reason.hasSuffix("values are nested more than 512 deep") == true)
    }

    @Test func onlyTheFirstProblemsAreKept() throws {
        let (_, report) = try read(String(repeating: "x\n", count: 250))
        #expect(report.problemCount == 250 && report.problems.count == ReadReport.keptProblems)
    }

    @Test func damagedLinesAreReadAsFoundationReadsThem() throws {
        var generator = SeededGenerator(seed: 3)
        let line = Array(
            "{\"title\": \"Caf\\u00e9 🚢\", \"text\": \"A\\n b\", \"x\": [1, -2.5e3, {\"y\": [true, null]}]}".utf8)
        let lines = (0..<3_000).map { _ in
            Samples.damaged(line, using: &generator).filter { $0 != UInt8(ascii: "\n") }
        }
        let (documents, report) = try read(lines.joined(separator: CollectionOfOne(UInt8(ascii: "\n"))))
        #expect(documents.count > 100 && report.problemCount > 100)
        var rest = lines[...]
        for document in documents {
            let place = rest.firstIndex { line in
                let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                return object?["text"] as? String == document.text
            }
            rest = rest[(try #require(place) + 1)...]
        }
    }

    @Test func idsThatCountAreRememberedToo() throws {
        let ids = Array(5..<500) + [4, 5, 499, 500, 3, 501, 500]
        let (_, report) = try read(ids.map { "{\"id\": \($0), \"text\": \"a\"}\n" }.joined())
        #expect(report.problems.map(\.line) == [497, 498, 502])
    }
}
