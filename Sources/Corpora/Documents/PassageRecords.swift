import DurableFiles
import FileStreams
import Foundation

/// Passages from TFRecords: ORQA's `blocks.tfr`, with `titles.tfr` beside it in the same order, each record a text; or
/// REALM's corpora, each record an example with `title` and `body` (or `text`).
///
/// The id of a document is its record's number from 0, as ORQA numbers its blocks; several files that are read into one
/// corpus repeat those.
struct PassageRecords {
    let url: URL
    let strict: Bool
    let limits: ReadLimits

    func read(_ body: (Document, _ position: Int) throws -> Void) throws -> ReadReport {
        var report = ReadReport()
        func note(_ file: URL, _ reason: String, record: Int?) throws(ReadReport.Problem) {
            let reason = record.map { "record \($0): \(reason)" } ?? reason
            try report.note(.init(file: file.path, line: nil, reason: reason), strict: strict)
        }
        let records = try TFRecordReader(url, longestRecord: limits.longestLine)
        let titles = try titleFile.map { file throws(FileProblem) in
            try TFRecordReader(file, longestRecord: limits.longestLine)
        }
        var needsTitles = false
        while let record = try records.next() {
            let title = try titles?.next()
            if let titles, title == nil {
                throw FileProblem(titles.file, "ends before record \(records.number) of \(url.lastPathComponent)")
            }
            if let titles, title != .whole {
                try note(titles.file, "its title is damaged or too long", record: records.number)
            }
            var document: Document
            do throws(LineFault) { document = try self.document(records, record) } catch {
                try note(url, error.reason, record: records.number)
                continue
            }
            if document.title.isEmpty {
                if let titles {
                    let text = String(validating: titles.bytes, as: UTF8.self)
                    if text == nil { try note(titles.file, "its title is not UTF-8", record: records.number) }
                    document.title = text ?? ""
                }
                needsTitles = true
            }
            report.documents += 1
            try body(document, records.position)
        }
        if let titles, try titles.next() != nil {
            throw FileProblem(
                titles.file, "has more records than \(url.lastPathComponent); they do not belong together")
        }
        if titles == nil, needsTitles, url.lastPathComponent.contains(Self.blocks) {
            try note(url, "there are no titles, for \(Self.titles).tfr is not beside it", record: nil)
        }
        return report
    }

    private static let blocks = "blocks"
    private static let titles = "titles"

    /// The file beside it with the titles, where there is one.
    private var titleFile: URL? {
        let name = url.lastPathComponent
        guard name.contains(Self.blocks) else { return nil }
        let file = url.deletingLastPathComponent().appending(path: name.replacing(Self.blocks, with: Self.titles))
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    private func document(_ records: TFRecordReader, _ record: TFRecordReader.Record) throws(LineFault) -> Document {
        switch record {
        case .tooLong: throw LineFault("longer than \(limits.longestLine) bytes")
        case .damaged: throw LineFault("its bytes do not match their checksum; copy or download the file again")
        case .whole: break
        }
        let fields = TFExample(records.bytes, keeping: ["title", "body", "text"])?.features
        guard let bytes = fields == nil ? records.bytes : fields?["body"] ?? fields?["text"] else {
            throw LineFault("is an example without \"body\" or \"text\"")
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            let title = String(validating: fields?["title"] ?? [], as: UTF8.self)
        else { throw LineFault("is not UTF-8") }
        return Document(id: String(records.number - 1), title: title, text: text)
    }
}
