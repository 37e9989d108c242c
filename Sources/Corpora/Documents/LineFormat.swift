import DurableFiles
import FileStreams
import Foundation

/// How one line of a file gives one document.
protocol LineFormat {
    /// The document of the line, or nil where the line is not meant to give one (it is blank, or a header).
    mutating func document(from line: [UInt8], number: Int) throws(LineFault) -> Document?
}

/// Why a line gives no document.
package struct LineFault: Error, Equatable {
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension LineFormat {
    /// Reads the file line by line; lines that give no document are noted and left out.
    /// - Parameter body: takes each document, and how far the reading has come in the file.
    mutating func read(
        _ file: URL, strict: Bool, limits: ReadLimits, _ body: (Document, _ position: Int) throws -> Void
    ) throws -> ReadReport {
        var report = ReadReport()
        var ids = SeenIds()
        let lines = try LineReader(file, longestLine: limits.longestLine)
        while let line = try lines.next() {
            let found: Document?
            do throws(LineFault) {
                if line == .tooLong { throw LineFault("the line is longer than \(limits.longestLine) bytes") }
                found = try document(from: lines.bytes, number: lines.number)
                if let id = found?.id, !ids.insert(id) {
                    throw LineFault("the id \"\(id)\" was used by an earlier line")
                }
            } catch {
                let problem = ReadReport.Problem(file: file.path, line: lines.number, reason: error.reason)
                try report.note(problem, strict: strict)
                continue
            }
            guard let found else { continue }
            report.documents += 1
            try body(found, lines.position)
        }
        return report
    }
}
