package import Foundation

/// The text of PDF files, taken out by the program `pdftotext` of Poppler where it is installed.
///
/// A reader of PDF would be larger than the rest of this package, and every system has this one.
package enum PDFText {
    /// Where the shell would find the program; nil when it is not installed.
    /// - Parameter path: the folders to look in, between colons.
    package static func program(in path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") -> URL? {
        path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "pdftotext") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// The text of a file, a blank line between its pages.
    /// - Parameter limit: the most bytes of text.
    /// - Throws: `LineFault` when the program is not installed or cannot read the file.
    package static func text(of file: URL, limit: Int, program: URL? = program()) throws(LineFault) -> String {
        guard let program else {
            throw LineFault("is a PDF, which the program pdftotext reads; install poppler-utils, or convert it to text")
        }
        guard let (bytes, status) = output(of: program, ["-q", "-enc", "UTF-8", file.path, "-"], limit: limit) else {
            throw LineFault("cannot be read, for \(program.path) does not start")
        }
        guard bytes.count <= limit else { throw LineFault("holds more than \(limit) bytes of text; split it") }
        guard status == 0 else {
            throw LineFault("is no PDF that pdftotext can read (it ended with code \(status)); convert it to text")
        }
        // Every page ends with a form feed.
        return String(decoding: bytes, as: UTF8.self).replacing("\u{C}", with: "\n\n")
    }

    /// What a program prints, up to a little more than `limit` bytes, and the code it ended with.
    private static func output(of program: URL, _ arguments: [String], limit: Int) -> (bytes: Data, status: Int32)? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        var bytes = Data()
        while bytes.count <= limit, let piece = try? pipe.fileHandleForReading.read(upToCount: 1 << 16), !piece.isEmpty
        {
            bytes += piece
        }
        // A program that was started on one of Dispatch's threads inherits their mask, and never sees a gentler signal.
        if bytes.count > limit { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return (bytes, process.terminationStatus)
    }
}
