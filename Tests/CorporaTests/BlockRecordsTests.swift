import Corpora
import DurableFiles
import Foundation
import Randomness
import Testing
import Wordpieces

@Suite struct BlockRecordsTests {
    private let folder: TemporaryFolder
    private var file: URL { folder.url.appending(path: "block_records.npy") }

    init() throws { folder = try TemporaryFolder() }

    private static let texts = [
        "The lighthouse of Cap Morel.", "", String(repeating: "A ferry crosses the strait. ", count: 20),
        "Café Zur Linde",
        "no", "東京の灯台。",
    ]

    /// What numpy.save writes for five byte strings, of which the third and fourth are told of again.
    private static func saved() -> [UInt8] {
        saved(
            count: 5,
            latin1("C\u{2}noq\u{E}C\u{3}oneq\u{F}h\u{E}h\u{3}") + latin1("B\u{4}\0\0\0fourq\u{10}etq\u{11}b."))
    }

    /// A byte for each scalar below 256, as Python writes bytes.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    /// What stands before the records, and then these.
    private static func saved(count: UInt8, _ records: [UInt8]) -> [UInt8] {
        var header = "{'descr': '|O', 'fortran_order': False, 'shape': (\(count),), }"
        header += String(repeating: " ", count: 117 - header.count) + "\n"
        var bytes = latin1("\u{93}NUMPY\u{1}\0\u{76}\0" + header)
        bytes += latin1("\u{80}\u{3}cnumpy.core.multiarray\n_reconstruct\nq\0cnumpy\nndarray\nq\u{1}K\0\u{85}q\u{2}")
        bytes += latin1("C\u{1}bq\u{3}\u{87}q\u{4}Rq\u{5}(K\u{1}K") + [count] + latin1("\u{85}q\u{6}")
        bytes += latin1("cnumpy\ndtype\nq\u{7}X\u{2}\0\0\0O8q\u{8}")
        bytes += latin1("\u{89}\u{88}\u{87}q\u{9}Rq\u{A}(K\u{3}X\u{1}\0\0\0|q\u{B}NNNJ\u{FF}\u{FF}\u{FF}\u{FF}")
        bytes += latin1("J\u{FF}\u{FF}\u{FF}\u{FF}K\u{3F}tq\u{C}b\u{89}]q\u{D}(")
        return bytes + records
    }

    /// One record of 128 KiB, told of again until there are `count`.
    private static func repeating(count: UInt8) -> [UInt8] {
        var records = latin1("B\0\0\u{2}\0") + [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 17) + latin1("q\u{E}")
        for _ in 1..<count { records += latin1("h\u{E}") }
        return saved(count: count, records + latin1("etq\u{F}b."))
    }

    private func read() throws -> [String] {
        var texts: [String] = []
        try BlockRecords(file).forEach { number, text, _ in
            #expect(number == texts.count)
            texts.append(text)
        }
        return texts
    }

    private func refusal(_ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: file)
        let error = #expect(throws: BlockRecordsError.self) { try read() }
        return (error?.description ?? "").replacing(file.path + ": ", with: "")
    }

    @Test func whatNumpySavesIsRead() throws {
        try Data(Self.saved()).write(to: file)
        #expect(try BlockRecords(file).count == 5)
        #expect(try read() == ["no", "one", "no", "b", "four"])
    }

    @Test func whatIsWrittenIsRead() throws {
        for texts in [Self.texts, [], ["one"], (0..<2_500).map { "record \($0)" }] {
            try BlockRecords.write(count: texts.count, to: file) { texts[$0] }
            #expect(try BlockRecords(file).count == texts.count)
            #expect(try read() == texts)
        }
        let bytes = try Data(contentsOf: file)
        #expect(bytes[8] == 118 && bytes[127] == UInt8(ascii: "\n"), "the pickle begins at a multiple of 64")
    }

    @Test func otherArraysAreRefused() throws {
        #expect(try refusal([1, 2, 3]).contains("is no .npy file of version 1.0"))
        var other = Self.saved()
        other[6] = 2
        #expect(try refusal(other).contains("is no .npy file of version 1.0"))
        func header(_ old: String, _ new: String) -> [UInt8] {
            var bytes = Self.saved()
            guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: Array(old.utf8)) }) else {
                return []
            }
            bytes.replaceSubrange(place..<place + old.utf8.count, with: Array(new.utf8))
            return bytes
        }
        #expect(try refusal(header("'|O'", "'|S'")).contains("expected one dimension of objects"))
        #expect(try refusal(header("(5,)", "(5,1").prefix(200)).contains("holds another array"))
        #expect(try refusal(header("(5,)", "(6,)")).contains("not that of an array of 6 objects"))
        #expect(try refusal(header("numpy\ndtype", "posix\ngetcw")).contains("Python's posix.getcw"))
        #expect(try refusal(Self.saved().dropLast(1)).contains("in the middle of a pickle"))
        #expect(
            try refusal(Self.saved() + [0])
                == "holds bytes behind its pickle, from byte \(Self.saved().count) on; copy or download it again")
        #expect(try refusal(header("four", "fou\u{7F}").map { $0 == 0x7F ? 0xFF : $0 }).contains("record 4"))
    }

    @Test func aRecordIsToldOfAgainUntilASmallFileWouldFillTheDisk() throws {
        try Data(Self.repeating(count: 100)).write(to: file)
        let texts = try read()
        #expect(texts.count == 100 && Set(texts.map(\.utf8.count)) == [1 << 17])
        let many = Self.repeating(count: 200)
        #expect(
            try refusal(many).hasPrefix(
                "tells of its records again until they make more than \((1 << 24) + 4 * many.count) bytes (byte "))
    }

    @Test func everyRecordIsOneBlockInItsOrder() throws {
        let tokenizer = try Samples.tokenizer()
        let texts = Self.texts + [Samples.lighthouse, Samples.ferry]
        try BlockRecords.write(count: texts.count, to: file) { texts[$0] }
        let out = folder.url.appending(path: "corpus")
        var last = (0, 0)
        let report = try BlockStoreBuilder.build(
            from: BlockRecords(file), tokenizer: tokenizer, options: BlockOptions(blockTokens: 16), to: out
        ) { last = ($0, $1) }
        #expect(report.blocks == texts.count && report.documents == texts.count && last == (texts.count, texts.count))
        let store = try BlockStore(opening: out, thoroughly: true)
        for (number, text) in texts.enumerated() {
            #expect(store.text(of: number) == text)
            #expect(store.title(of: number) == "")
            #expect(store.tokens(of: number).map(Int32.init) == tokenizer.ids(of: text))
            #expect(store.tokenRanges(of: number) == tokenizer.tokens(of: text).map(\.range))
            let sentences = store.sentences(of: number)
            #expect(
                sentences.first?.lowerBound ?? 0 == 0 && sentences.last?.upperBound ?? 0 == store.tokenCount(of: number)
            )
            #expect(zip(sentences, sentences.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        }
        #expect(store.sentences(of: 6).count > 5)
        try BlockRecords.write(count: 2, to: file) { _ in " " }
        #expect(throws: CorpusError.self) {
            try BlockStoreBuilder.build(from: BlockRecords(file), tokenizer: tokenizer, to: out)
        }
    }

    @Test func damagedFilesGiveAnErrorOrTextsAndNeverATrap() throws {
        var generator = SeededGenerator(seed: 31)
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        var refused = 0
        for _ in 0..<4_000 {
            let bytes = Samples.damaged(Self.saved(), using: &generator)
            try handle.truncate(atOffset: 0)
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
            do { _ = try read() } catch let error as BlockRecordsError {
                refused += 1
                #expect(error.description.hasPrefix(file.path))
            }
        }
        #expect(refused > 2_000)
    }
}
