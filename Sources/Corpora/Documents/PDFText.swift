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
    /// - Parameters:
    ///   - limit: the most bytes of text.
    ///   - seconds: the longest that the program may run.
    /// - Throws: `LineFault` when the program is not installed, cannot read the file or does not end in time.
    package static func text(
        of file: URL, limit: Int, within seconds: Int = 120, program: URL? = program()
    ) throws(LineFault) -> String {
        guard let program else {
            throw LineFault("is a PDF, which the program pdftotext reads; install poppler-utils, or convert it to text")
        }
        let arguments = ["-q", "-enc", "UTF-8", file.path, "-"]
        guard let (bytes, status) = output(of: program, arguments, limit: limit, within: .seconds(seconds)) else {
            throw LineFault("cannot be read, for \(program.path) does not start")
        }
        guard bytes.count <= limit else { throw LineFault("holds more than \(limit) bytes of text; split it") }
        guard let status else {
            throw LineFault("takes pdftotext more than \(seconds) s to read; convert it to text, or split it")
        }
        guard status == 0 else {
            throw LineFault("is no PDF that pdftotext can read (it ended with code \(status)); convert it to text")
        }
        // Every page ends with a form feed.
        return String(decoding: bytes, as: UTF8.self).replacing("\u{C}", with: "\n\n")
    }

    /// What a program prints, up to a little more than `limit` bytes, and the code it ended with.
    /// - Returns: nil when it does not start; no code when it printed more, or did not end in time, and was killed.
    private static func output(
        of program: URL, _ arguments: [String], limit: Int, within time: Duration
    ) -> (bytes: Data, status: Int32?)? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let deadline = ContinuousClock.now + time
        let (bytes, isWhole) = drain(pipe, limit: limit, until: deadline)
        while isWhole, process.isRunning, ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 0.001) }
        let hasEnded = isWhole && !process.isRunning
        // A program that was started on one of Dispatch's threads inherits their mask, and never sees a gentler signal.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return (bytes, hasEnded ? process.terminationStatus : nil)
    }

    /// What comes through a pipe, and whether that is all.
    private static func drain(
        _ pipe: Pipe, limit: Int, until deadline: ContinuousClock.Instant
    ) -> (bytes: Data, isWhole: Bool) {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        var bytes = Data()
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let left = (deadline - ContinuousClock.now) / .milliseconds(1)
            guard left > 0 else { break }
            var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&source, 1, Int32(min(left, 1_000)) + 1) > 0 else { continue }
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return (bytes, true) }
            if count > 0 { bytes += piece[..<count] }
        }
        return (bytes, false)
    }
}
