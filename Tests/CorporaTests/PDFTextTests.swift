import Corpora
import Foundation
import Testing

@Suite struct PDFTextTests {
    /// Stands in for pdftotext, which need not be installed.
    private func program(_ script: String, in folder: TemporaryFolder) throws -> URL {
        let file = try folder.write("#!/bin/sh\n\(script)\n", to: "bin/pdftotext")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return try #require(PDFText.program(in: "/nowhere:\(folder.url.path)/bin"))
    }

    @Test func pagesBecomeParagraphs() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("%PDF", to: "a b.pdf")
        let program = try program("cat \"$4\"; printf ' for Zo\\303\\253\\fPage two.\\f'", in: folder)
        #expect(
            try PDFText.text(of: file, limit: 1_000, program: program) == "%PDF for Zoë\n\nPage two.\n\n")
    }

    @Test func whatCannotBeReadIsSaid() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("%PDF", to: "a.pdf")
        func reason(_ program: URL?, limit: Int = 1_000) -> String? {
            let fault = #expect(throws: LineFault.self) {
                try PDFText.text(of: file, limit: limit, program: program)
            }
            return fault?.reason
        }
        #expect(PDFText.program(in: "/nowhere:") == nil)
        #expect(
            reason(nil) == "is a PDF, which the program pdftotext reads; install poppler-utils, or convert it to text")
        #expect(
            try reason(program("exit 3", in: folder))
                == "is no PDF that pdftotext can read (it ended with code 3); convert it to text")
        let endless = try program("while true; do echo words; done", in: folder)
        #expect(reason(endless, limit: 100_000) == "holds more than 100000 bytes of text; split it")
    }

    @Test(arguments: ["exec sleep 60", "echo words; exec >&-; exec sleep 60", "while true; do echo; sleep 0.1; done"])
    func aProgramThatDoesNotEndIsEnded(script: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("%PDF", to: "a.pdf")
        let program = try program(script, in: folder)
        let started = ContinuousClock.now
        let fault = #expect(throws: LineFault.self) {
            try PDFText.text(of: file, limit: 1_000, within: 1, program: program)
        }
        #expect(fault?.reason == "takes pdftotext more than 1 s to read; convert it to text, or split it")
        #expect(ContinuousClock.now - started < .seconds(30))
    }
}
