import DurableFiles
import Foundation

/// The lines of standard input, in memory bounded by the longest of them.
struct InputLines {
    private var rest: [UInt8] = []
    private var place = 0
    private var hasEnded = false
    /// The number of the line that `next` gave last, counted from 1.
    private(set) var number = 0

    /// A longer line is no text that anybody typed.
    private static let longest = 64 << 20

    /// The next line without its line end (LF, or CR LF); nil after the last.
    /// - Throws: `FileProblem` that names the line when it is not UTF-8 or too long.
    mutating func next() throws(FileProblem) -> String? {
        var searched = place
        while true {
            if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { place = end + 1 }
                return try line(rest[place..<end])
            }
            searched = rest.count
            if hasEnded {
                defer { place = rest.count }
                return place < rest.count ? try line(rest[place...]) : nil
            }
            guard rest.count - place <= Self.longest else { throw problem("is longer than \(Self.longest) bytes") }
            searched -= place
            rest.removeFirst(place)
            place = 0
            try read()
        }
    }

    private mutating func read() throws(FileProblem) {
        do {
            let piece = try FileHandle.standardInput.read(upToCount: 1 << 20) ?? Data()
            hasEnded = piece.isEmpty
            rest += piece
        } catch {
            throw FileProblem(reading: URL(filePath: "/dev/stdin"), error)
        }
    }

    private mutating func line(_ bytes: ArraySlice<UInt8>) throws(FileProblem) -> String {
        let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("is not UTF-8; convert it") }
        number += 1
        return text
    }

    private func problem(_ reason: String) -> FileProblem {
        FileProblem(URL(filePath: "/dev/stdin"), "line \(number + 1) \(reason)")
    }
}
