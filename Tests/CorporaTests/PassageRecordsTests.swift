import Corpora
import DurableFiles
import FileStreams
import Foundation
import Randomness
import Testing

@Suite struct PassageRecordsTests {
    private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private func framed(_ content: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(content.count))
        return length + littleEndian(CRC32C.masked(length)) + content + littleEndian(CRC32C.masked(content))
    }

    private func framed(_ texts: [String]) -> [UInt8] { texts.flatMap { framed(Array($0.utf8)) } }

    /// A field of a protocol buffer whose content is bytes.
    private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + (content.count < 128 ? [] : [UInt8(content.count & 127 | 128)])
            + [UInt8(content.count < 128 ? content.count : content.count >> 7)] + content
    }

    private func example(_ features: [(String, String)]) -> [UInt8] {
        // A list of whole numbers stands beside the texts, as in REALM's corpora.
        let numbers = field(1, field(1, Array("body_token_ids".utf8)) + field(2, field(3, field(1, [1, 2, 3]))))
        let texts = features.flatMap { name, text in
            field(1, field(1, Array(name.utf8)) + field(2, field(1, field(1, Array(text.utf8)))))
        }
        return field(1, numbers + texts)
    }

    private func read(
        _ files: [String: [UInt8]], _ name: String, strict: Bool = false, limits: ReadLimits = ReadLimits()
    ) throws -> (documents: [Document], report: ReadReport) {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { try folder.write(bytes, to: name) }
        var documents: [Document] = []
        let report = try DocumentReader(folder.url.appending(path: name), strict: strict, limits: limits).forEach {
            documents.append($0)
        }
        return (documents, report)
    }

    private let texts = ["The lamp burns.", "\nFog.", "", "Der Turm für Schiffe."]
    private let titles = ["Lamp", "Fog", "Nothing", "Turm"]

    @Test func blocksComeWithTheTitlesBesideThem() throws {
        let (documents, report) = try read(
            ["blocks.tfr": framed(texts), "titles.tfr": framed(titles)], "blocks.tfr")
        #expect(documents.map(\.text) == texts)
        #expect(documents.map(\.title) == titles)
        #expect(documents.map(\.id) == ["0", "1", "2", "3"])
        #expect(report.documents == 4 && report.problemCount == 0)
    }

    @Test func titlesThatAreNoTextAreToldAndLeftOut() throws {
        let others = framed(["Lamp"]) + framed([0x63, 0xE9]) + framed(Array(titles[2...]))
        let files = ["blocks.tfr": framed(texts), "titles.tfr": others]
        let (documents, report) = try read(files, "blocks.tfr")
        #expect(documents.map(\.text) == texts && documents.map(\.title) == ["Lamp", "", "Nothing", "Turm"])
        #expect(report.problems.map(\.reason) == ["record 2: its title is not UTF-8"])
        #expect(report.problems.first?.file.hasSuffix("titles.tfr") == true)
        #expect(throws: ReadReport.Problem.self) { try read(files, "blocks.tfr", strict: true) }
    }

    @Test func missingTitlesAreToldOnce() throws {
        let (documents, report) = try read(["blocks.tfr": framed(texts)], "blocks.tfr")
        #expect(documents.map(\.text) == texts && documents.allSatisfy { $0.title.isEmpty })
        #expect(report.problems.map(\.reason) == ["there are no titles, for titles.tfr is not beside it"])
        #expect(throws: ReadReport.Problem.self) { try read(["blocks.tfr": framed(texts)], "blocks.tfr", strict: true) }
    }

    @Test func examplesHoldTitleAndText() throws {
        let long = String(repeating: "Fog. ", count: 40)
        let records =
            framed(example([("title", "Lamp"), ("body", long)]))
            + framed(example([("text", "Grey."), ("title", "Fog")]))
            + framed(example([("title", "Nothing")]))
        let (documents, report) = try read(["corpus.tfrecord": records], "corpus.tfrecord")
        #expect(
            documents == [
                Document(id: "0", title: "Lamp", text: long), Document(id: "1", title: "Fog", text: "Grey."),
            ])
        #expect(report.problems.map(\.reason) == ["record 3: is an example without \"body\" or \"text\""])
    }

    @Test func recordsThatCannotBeReadAreLeftOut() throws {
        var blocks = framed(texts) + framed([0x63, 0xE9])
        blocks[12] ^= 1
        let (documents, report) = try read(
            ["blocks.tfr": blocks, "titles.tfr": framed(titles + ["Café"])], "blocks.tfr",
            limits: ReadLimits(longestLine: 18))
        #expect(documents.map(\.title) == ["Fog", "Nothing"])
        #expect(
            report.problems.map(\.reason) == [
                "record 1: its bytes do not match their checksum; copy or download the file again",
                "record 4: longer than 18 bytes", "record 5: is not UTF-8",
            ])
    }

    @Test func titlesOfAnotherFileAreRefused() throws {
        for (count, reason) in [
            (3, "ends before record 4 of blocks.tfr"),
            (5, "has more records than blocks.tfr; they do not belong together"),
        ] {
            let others = (titles + ["Sea"]).prefix(count)
            let problem = #expect(throws: FileProblem.self) {
                try read(["blocks.tfr": framed(texts), "titles.tfr": framed(Array(others))], "blocks.tfr")
            }
            #expect(problem?.reason == reason)
        }
    }

    @Test func damagedRecordsAreReadOrRefused() throws {
        var random = SeededGenerator(seed: 33)
        let record = example([("title", "Lamp"), ("body", "The lamp burns.")])
        for _ in 0..<1_000 {
            let damaged = framed(Samples.damaged(record, using: &random))
            do { _ = try read(["a.tfr": damaged], "a.tfr") } catch { #expect(error is FileProblem) }
        }
    }
}
