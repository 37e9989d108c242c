import FileStreams
import Foundation
import Randomness
import Testing

@Suite struct LineReaderTests {
    private func lines(_ bytes: some Sequence<UInt8>, longest: Int = 1 << 20) throws -> [String?] {
        let reader = try TemporaryFile(bytes).open { try LineReader($0, longestLine: longest) }
        var lines: [String?] = []
        while let line = try reader.next() {
            lines.append(line == .whole ? String(decoding: reader.bytes, as: UTF8.self) : nil)
            #expect(reader.number == lines.count)
        }
        return lines
    }

    @Test func linesEndAsOnAnySystem() throws {
        #expect(try lines("\u{FEFF}one\r\n\r\ntwo\n\nthree".utf8) == ["one", "", "two", "", "three"])
        #expect(try lines("one\n".utf8) == ["one"])
        #expect(try lines([]) == [])
    }

    @Test func aLineThatIsTooLongIsPassedOver() throws {
        let long = String(repeating: "x", count: 200_000)
        #expect(try lines("a\n\(long)\nb\n\(long)".utf8, longest: 199_999) == ["a", nil, "b", nil])
        #expect(try lines("\(long)\nb".utf8, longest: 200_000) == [long, "b"])
    }

    @Test func piecesDoNotShow() throws {
        var generator = SeededGenerator(seed: 22)
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 0..<9, using: &generator)).map { _ in
                String(repeating: "é", count: Int.random(in: 0..<40_000, using: &generator))
            }
            let expected = text.last == "" ? text.dropLast() : text[...]
            #expect(try lines(text.joined(separator: "\n").utf8).compactMap(\.self) == Array(expected))
        }
    }
}
