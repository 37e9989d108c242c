import DurableFiles
import Foundation
import Testing

import Wordpieces

@Suite struct VocabularyTests {
    private static let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    private func file(_ content: Data) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "vocabulary-\(UUID().uuidString).txt")
        try content.write(to: file)
        return file
    }

    private func file(_ lines: [String], end: String = "\n") throws -> URL {
        try file(Data((lines.joined(separator: end) + end).utf8))
    }

    private func problem(_ content: Data) throws -> VocabularyError? {
        let file = try file(content)
        defer { try? FileManager.default.removeItem(at: file) }
        return #expect(throws: VocabularyError.self) { try Vocabulary(contentsOf: file) }
    }

    @Test func lineEndsDoNotMatter() throws {
        let unix = try file(Self.special + ["pyramid", "##ion"])
        let windows = try file(Self.special + ["pyramid", "##ion"], end: "\r\n")
        let first = try Vocabulary(contentsOf: unix)
        let second = try Vocabulary(contentsOf: windows)
        #expect(first.fingerprint == second.fingerprint)
        #expect(second.count == 7)
        #expect(second[6] == "##ion")
        #expect(second.id(of: "##ion") == 6)
        #expect(second.id(of: "ion") == nil)
    }

    @Test func specialPiecesStandWhereTheFileHasThem() throws {
        let vocabulary = try Vocabulary(pieces: ["the"] + Self.special.reversed())
        #expect(vocabulary.mask == 1)
        #expect(vocabulary.separator == 2)
        #expect(vocabulary.classification == 3)
        #expect(vocabulary.unknown == 4)
        #expect(vocabulary.padding == 5)
    }

    /// A damaged corpus holds any number.
    @Test func aNumberThatIsNoIdGoesOnWithNoWord() throws {
        let vocabulary = try Vocabulary(pieces: Self.special + ["gold", "##smith"])
        let ids: [Int32] = [-1, 0, 5, 6, 7, 65_535, .max]
        #expect(ids.map(vocabulary.continuesWord) == [false, false, false, true, false, false, false])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let vocabulary = try Vocabulary(pieces: Self.special + ["gold", "##smith", "ß"])
        let file = FileManager.default.temporaryDirectory.appending(path: "vocabulary-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try vocabulary.write(to: file)
        #expect(try Vocabulary(contentsOf: file).fingerprint == vocabulary.fingerprint)
    }

    @Test func piecesThatAreOnlyCanonicallyEquivalentAreTwo() throws {
        let vocabulary = try Vocabulary(pieces: Self.special + ["\u{E9}", "e\u{301}"])
        #expect(vocabulary.id(of: "\u{E9}") == 5)
        #expect(vocabulary.id(of: "e\u{301}") == 6)
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: VocabularyError.self) {
            try Vocabulary(contentsOf: URL(filePath: "/nowhere/vocab.txt"))
        }
        #expect(
            error?.description == "/nowhere/vocab.txt: cannot be read: no such file or folder "
                + "(expected a vocabulary: one word piece a line)")
    }

    @Test func eachDefectIsToldWithItsLine() throws {
        let head = Self.special.joined(separator: "\n") + "\n"
        #expect(try problem(Data())?.problem == .empty)
        #expect(try problem(Data((head + "gold\n\nsilver\n").utf8))?.problem == .emptyPiece(line: 7))
        #expect(try problem(Data(head.utf8) + [0x67, 0xFF, 0x0A])?.problem == .notUTF8(line: 6))
        let duplicate = try problem(Data((head + "gold\ngold\n").utf8))
        #expect(duplicate?.problem == .duplicate(piece: "gold", line: 7, firstLine: 6))
        #expect(
            duplicate?.description.hasSuffix(
                ".txt:7: \"gold\" stands already on line 6; each piece must have one id") == true)
        let missing = #expect(throws: VocabularyError.self) { try Vocabulary(pieces: Self.special.dropLast()) }
        #expect(
            missing?.description == "vocabulary: the special piece [MASK] is missing; "
                + "expected [PAD], [UNK], [CLS], [SEP], [MASK] as in BERT's vocab.txt")
    }

    @Test func idsFitInto16Bits() throws {
        let most = Self.special + (5..<65_536).map { "piece\($0)" }
        #expect(try Vocabulary(pieces: most).count == 65_536)
        let error = #expect(throws: VocabularyError.self) { try Vocabulary(pieces: most + ["more"]) }
        #expect(error?.problem == .tooManyPieces(count: 65_537))
    }

    @Test func anyBytesAreAVocabularyOrATypedError() throws {
        let seeds = (0..<200).map { UInt64($0) }
        for seed in seeds {
            var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
            let bytes = (0..<40).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return [0x0A, 0x0D, 0x23, 0x61, 0xC3, 0xA9, 0xFF, 0x5B][Int(state >> 61)]
            }
            let file = try file(Data(bytes))
            defer { try? FileManager.default.removeItem(at: file) }
            #expect(throws: VocabularyError.self) { try Vocabulary(contentsOf: file) }
        }
    }
}
