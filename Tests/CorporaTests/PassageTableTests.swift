import Corpora
import Foundation
import Randomness
import Testing

@Suite struct PassageTableTests {
    private func read(_ bytes: some Sequence<UInt8>) throws -> (documents: [Document], report: ReadReport) {
        let folder = try TemporaryFolder()
        let file = try folder.write(bytes, to: "psgs_w100.tsv")
        var documents: [Document] = []
        let report = try DocumentReader(file).forEach { documents.append($0) }
        return (documents, report)
    }

    private let table = """
        id\ttext\ttitle
        1\t"The ""great"" light\tof 1843."\tCap Morel
        2\tA ferry.\t"The ""Gull"" boat"
        3\t""\tEmpty
        """

    @Test func quotedCellsMayHoldTabsAndMarks() throws {
        let (documents, report) = try read(table.utf8)
        #expect(
            documents == [
                Document(id: "1", title: "Cap Morel", text: "The \"great\" light\tof 1843."),
                Document(id: "2", title: "The \"Gull\" boat", text: "A ferry."),
                Document(id: "3", title: "Empty", text: ""),
            ])
        #expect(report.problemCount == 0)
    }

    @Test func theHeaderMayBeMissingOrInAnotherOrder() throws {
        #expect(try read("7\ttext\ttitle\r\n".utf8).documents == [Document(id: "7", title: "title", text: "text")])
        #expect(
            try read("title\tid\ttext\nA\t7\tb\n".utf8).documents == [Document(id: "7", title: "A", text: "b")])
    }

    @Test(arguments: [
        ("4\tonly text", "2 columns where id, text, title between tabs were expected"),
        ("4", "1 column where id, text, title between tabs were expected"),
        ("4\t\"open\ttitle", "a quotation mark in column 2 is not closed before the next tab"),
        ("4\t\"\ttitle", "a quotation mark in column 2 is not closed before the next tab"),
        ("4\t\"a\"b\ttitle", "a quotation mark in column 2 is not closed before the next tab"),
        ("\ta\tb", "the id is empty"),
        ("2\ta\tb", "the id \"2\" was used by an earlier line"),
    ])
    func aBadLineIsReportedWithItsPlace(line: String, reason: String) throws {
        let (documents, report) = try read("\(table)\n\(line)\n".utf8)
        #expect(documents.count == 3)
        #expect(report.problems.map(\.reason) == [reason])
        #expect(report.problems.first?.line == 5)
    }

    @Test func damagedTablesAreReadWithoutACrash() throws {
        var generator = SeededGenerator(seed: 4)
        var bytes: [UInt8] = []
        for _ in 0..<2_000 { bytes += Samples.damaged(Array(table.utf8), using: &generator) + Array("\n".utf8) }
        let (documents, report) = try read(bytes)
        #expect(documents.count == report.documents && report.problemCount > 4_000)
    }
}
