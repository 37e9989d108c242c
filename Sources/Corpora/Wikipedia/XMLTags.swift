import DurableFiles
import FileStreams
import Foundation

/// The tags of an XML file and the text before each of them, in memory bounded by its limits.
///
/// As much of XML 1.0 as programs write: elements, attributes, comments, CDATA, processing instructions and character
/// references. Declarations of own entities are refused, for nothing harmless has them.
final class XMLTags {
    struct Tag: Equatable {
        enum Kind { case start, end, empty }
        let kind: Kind
        let name: String
        /// What stands behind the name, as it is written.
        fileprivate(set) var attributes: [UInt8] = []
    }

    /// The line at which the reading has come, from 1.
    private(set) var line = 1
    /// The text before the tag that `next` returned last, where `keepsText` was set; empty when it was too long.
    private(set) var text: [UInt8] = []
    private(set) var textIsTooLong = false
    /// Whether the text before the next tag is wanted.
    var keepsText = false

    private let file: URL
    private let stream: ByteStream
    private let longestText: Int
    private var piece = [UInt8](repeating: 0, count: 256 << 10)
    private var unread = 0..<0
    /// Text whose references are not yet replaced.
    private var raw: [UInt8] = []
    private var markup: [UInt8] = []
    private static let longestTag = 64 << 10

    init(_ file: URL, longestText: Int) throws(FileProblem) {
        self.file = file
        self.longestText = longestText
        stream = try ByteStream(file)
    }

    /// How far the reading has come in the file as it lies on the disk.
    var position: Int { stream.position }

    /// Passes the next tag; nil at the end of the file.
    /// - Throws: `FileProblem` with the line, when the file cannot be read or is not XML.
    func next() throws(FileProblem) -> Tag? {
        // One enormous text must not keep its memory for the rest of the file.
        text.removeAll(keepingCapacity: text.capacity <= 1 << 20)
        raw.removeAll(keepingCapacity: raw.capacity <= 1 << 20)
        textIsTooLong = false
        while try passText() {
            guard let tag = try passMarkup() else { continue }
            endText()
            return tag
        }
        return nil
    }

    /// A problem at the line where the reading has come.
    func problem(_ reason: String) -> FileProblem { FileProblem(file, "line \(line): \(reason)") }

    /// Passes the text up to the next `<`, and that; false at the end of the file.
    private func passText() throws(FileProblem) -> Bool {
        while true {
            if unread.isEmpty { try fill() }
            if unread.isEmpty { return false }
            let mark = piece[unread].firstIndex(of: UInt8(ascii: "<"))
            let part = unread.lowerBound..<(mark ?? unread.upperBound)
            for byte in piece[part] where byte == UInt8(ascii: "\n") { line += 1 }
            if keepsText { keep(piece[part]) }
            unread = min(part.upperBound + 1, unread.upperBound)..<unread.upperBound
            if mark != nil { return true }
        }
    }

    private func keep(_ bytes: ArraySlice<UInt8>) {
        if raw.count + text.count + bytes.count > longestText { textIsTooLong = true }
        if textIsTooLong {
            raw = []
            text = []
        } else {
            raw += bytes
        }
    }

    private func endText() {
        XMLReferences.replace(in: raw, to: &text)
        raw.removeAll(keepingCapacity: true)
    }

    /// Passes what begins with the `<` that was passed last; nil when it is no tag of an element.
    private func passMarkup() throws(FileProblem) -> Tag? {
        markup.removeAll(keepingCapacity: true)
        var quote: UInt8?
        while true {
            let byte = try nextByte()
            if byte == UInt8(ascii: ">"), quote == nil { break }
            markup.append(byte)
            if markup.count == 3, markup.elementsEqual("!--".utf8) {
                try passContent(upTo: Array("-->".utf8), isText: false)
                return nil
            }
            if markup.count == 8, markup.elementsEqual("![CDATA[".utf8) {
                endText()
                try passContent(upTo: Array("]]>".utf8), isText: keepsText)
                return nil
            }
            guard markup.count <= Self.longestTag else {
                throw problem("a tag is longer than \(Self.longestTag) bytes; the file is damaged or no XML")
            }
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
        }
        return try tag()
    }

    private func tag() throws(FileProblem) -> Tag? {
        var bytes = markup[...]
        if bytes.first == UInt8(ascii: "?") { return nil }
        if bytes.first == UInt8(ascii: "!") {
            guard !bytes.contains(UInt8(ascii: "[")) else {
                throw problem("declares entities or elements of its own, which is not read; expected a Wikipedia dump")
            }
            return nil
        }
        var kind = Tag.Kind.start
        if bytes.first == UInt8(ascii: "/") {
            bytes.removeFirst()
            kind = .end
        } else if bytes.last == UInt8(ascii: "/") {
            bytes.removeLast()
            kind = .empty
        }
        let name = bytes.prefix { $0 > 0x20 }
        guard let first = name.first, first >= 0x80 || (0x61...0x7A).contains(first | 0x20) || first == 0x5F else {
            throw problem("a < begins no tag; the file is damaged or no XML")
        }
        return Tag(kind: kind, name: String(decoding: name, as: UTF8.self), attributes: Array(bytes[name.endIndex...]))
    }

    /// Passes a comment or a CDATA section with its end.
    private func passContent(upTo end: [UInt8], isText: Bool) throws(FileProblem) {
        var last: [UInt8] = []
        while true {
            last.append(try nextByte())
            if last.count > 64, last.suffix(3) != end[...] {
                if isText { take(last.dropLast(2)) }
                last.removeFirst(last.count - 2)
            }
            if last.suffix(3) == end[...] {
                if isText { take(last.dropLast(3)) }
                return
            }
        }
    }

    /// Keeps text in which there are no references.
    private func take(_ bytes: ArraySlice<UInt8>) {
        if text.count + bytes.count > longestText { textIsTooLong = true }
        if textIsTooLong { text = [] } else { text += bytes }
    }

    private func nextByte() throws(FileProblem) -> UInt8 {
        if unread.isEmpty { try fill() }
        guard !unread.isEmpty else { throw problem("the file ends inside a tag; copy or download it again") }
        let byte = piece[unread.lowerBound]
        unread.removeFirst()
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    private func fill() throws(FileProblem) { unread = 0..<(try stream.read(into: &piece)) }
}

extension XMLTags.Tag {
    /// The value of an attribute, as it is written; nil where the tag has none of that name.
    func attribute(_ name: String) -> String? {
        let words = String(decoding: attributes, as: UTF8.self)
        for mark in ["\"", "'"] {
            guard let start = words.range(of: " \(name)=\(mark)") else { continue }
            return words[start.upperBound...].firstIndex(of: Character(mark)).map {
                String(words[start.upperBound..<$0])
            }
        }
        return nil
    }
}
