import Evaluation
import Foundation
import Randomness
import Testing

@Suite struct JSONListScannerTests {
    /// What Foundation makes of an element, in a form that can be compared.
    private func plain(_ value: Any) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }

    private func elements(
        _ text: String, _ path: [JSONListScanner.Step], longest: Int = 1 << 20, pieces: Int = 1 << 20
    ) throws -> [JSONListScanner.Element] {
        var scanner = JSONListScanner(path, longest: longest)
        let bytes = Array(text.utf8)
        var found: [JSONListScanner.Element] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            found += try scanner.take(bytes[start..<min(bytes.count, start + pieces)])
        }
        try scanner.end()
        return found
    }

    @Test func elementsComeWithTheLineTheyBeginOn() throws {
        let text =
            "{\"Version\": 1,\n \"Data\": [\n  {\"a\": [1,\n 2]}, \"x\\\"]\",\n  -3.5e2 , null], \"Data2\": [7]}\n"
        let found = try elements(text, [.member("Data"), .elements])
        #expect(found.map(\.line) == [3, 4, 5, 5])
        #expect(found.map(\.number) == [1, 2, 3, 4])
        #expect(
            found.map { String(decoding: $0.bytes ?? [], as: UTF8.self) } == [
                "{\"a\": [1,\n 2]}", "\"x\\\"]\"", "-3.5e2", "null",
            ])
    }

    @Test func listsInListsAreWalkedInto() throws {
        let text =
            #"{"data": [{"t": [0], "p": [{"q": [1, 2]}, {"q": []}]}, {"p": [{"q": [[3]], "r": [4]}]}, 5], "p": [6]}"#
        let path: [JSONListScanner.Step] = [
            .member("data"), .elements, .member("p"), .elements, .member("q"), .elements,
        ]
        #expect(
            try elements(text, path).map { String(decoding: $0.bytes ?? [], as: UTF8.self) } == ["1", "2", "[3]"])
    }

    @Test func anElementThatIsTooLongIsPassedOver() throws {
        let text = "[1, \"\(String(repeating: "x", count: 100))\", {\"a\": \"]\"}]"
        let found = try elements(text, [.elements], longest: 12)
        #expect(found.map { $0.bytes?.count } == [1, nil, 10])
    }

    @Test func aListThatIsNotThereIsNoticed() throws {
        for (text, isThere) in [
            ("{\"Data\": []}", true), ("{\"data\": []}", false), ("{\"Data\": {}}", false), ("3", false),
        ] {
            var scanner = JSONListScanner([.member("Data"), .elements], longest: 10)
            #expect(try scanner.take(Array(text.utf8)).isEmpty)
            try scanner.end()
            #expect(scanner.reachedList == isThere)
        }
    }

    @Test(arguments: [
        ("[1, 2", 1, "more of the document, which is cut off here"),
        ("[1,\n 2]\n]", 3, "nothing after the document"), ("[1 2]", 1, "a comma or ]"),
        ("{\"a\": 1 \"b\": 2}", 1, "a comma or }"),
        ("{1: 2}", 1, "a name in quotation marks or }"), ("{\"a\" 1}", 1, "a colon"), ("[,]", 1, "a value or ]"),
        ("[1,\n]", 2, "a value"), ("{\"a\": 1,}", 1, "a name in quotation marks"), ("[1}", 1, "a comma or ]"),
        ("", 1, "more of the document, which is cut off here"),
        ("[\"\\\"]", 1, "more of the document, which is cut off here"),
    ])
    func whatIsNoJSONIsNamedWithItsLine(text: String, line: Int, expected: String) {
        let fault = #expect(throws: JSONListScanner.Fault.self) { try elements(text, [.elements]) }
        #expect(fault?.line == line && fault?.expected == expected)
    }

    @Test func bracketsAreNotFollowedWithoutEnd() {
        let fault = #expect(throws: JSONListScanner.Fault.self) {
            try elements(String(repeating: "[", count: 100_000), [.elements])
        }
        #expect(fault?.expected == "at most 512 nested brackets")
    }

    // MARK: Random documents

    private func blank(_ random: inout SeededGenerator) -> String {
        ["", "", " ", "\n", "\t\r\n"].randomElement(using: &random) ?? ""
    }

    private func value(_ depth: Int, _ random: inout SeededGenerator) -> String {
        let pieces = ["a", "é", "\\\"", "\\\\", "\\u00e9", "]", "}", ",", ":", "[", "{", " ", "\\n"]
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: return ["true", "false", "null"].randomElement(using: &random) ?? ""
        case 1: return ["0", "-12", "3.25", "1e3"].randomElement(using: &random) ?? ""
        case 2, 3:
            let count = Int.random(in: 0...6, using: &random)
            return "\"" + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
        case 4, 5:
            return list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth - 1, &random) }, &random)
        default:
            return object(
                (0..<Int.random(in: 0...3, using: &random)).map { ("k\($0)", value(depth - 1, &random)) }, &random)
        }
    }

    private func list(_ values: [String], _ random: inout SeededGenerator) -> String {
        "[" + values.map { blank(&random) + $0 + blank(&random) }.joined(separator: ",") + (values.isEmpty ? " " : "")
            + "]"
    }

    private func object(_ members: [(String, String)], _ random: inout SeededGenerator) -> String {
        "{"
            + members.map { "\(blank(&random))\"\($0.0)\"\(blank(&random)):\(blank(&random))\($0.1)\(blank(&random))" }
            .joined(separator: ",") + "}"
    }

    private func document(_ random: inout SeededGenerator) -> String {
        let values = (0..<Int.random(in: 0...5, using: &random)).map { _ in value(3, &random) }
        let members = [("a", value(2, &random)), ("Data", list(values, &random)), ("z", value(2, &random))]
        return object(members.shuffled(using: &random), &random)
    }

    @Test func theElementsAreThoseOfADecoderThatReadsTheWhole() throws {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<1_500 {
            let text = document(&random)
            let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let expected = try (whole?["Data"] as? [Any] ?? []).map(plain)
            let found = try elements(
                text, [.member("Data"), .elements], pieces: Int.random(in: 1...40, using: &random))
            #expect(
                try found.map {
                    try plain(JSONSerialization.jsonObject(with: Data($0.bytes ?? []), options: .fragmentsAllowed))
                } == expected)
        }
    }

    @Test func whatIsCutOffOrDamagedStopsNothing() throws {
        var random = SeededGenerator(seed: 18)
        for _ in 0..<1_500 {
            var bytes = Array(document(&random).utf8)
            let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
            #expect(throws: JSONListScanner.Fault.self) {
                try elements(String(decoding: cut, as: UTF8.self), [.member("Data"), .elements])
            }
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            var scanner = JSONListScanner([.member("Data"), .elements], longest: 64)
            do {
                _ = try scanner.take(bytes)
                try scanner.end()
            } catch { #expect(error.line >= 1) }
        }
    }
}
