import DurableFiles
import Foundation
import Pickles

/// The entries of a ZIP file that lie in it uncompressed, as PyTorch saves them (PKWARE's APPNOTE 4.3, 4.4, 4.5.3).
struct ZipArchive {
    /// Where the bytes of each entry stand in the file.
    private(set) var entries: [String: Range<Int>] = [:]

    /// Why a file is not such an archive.
    struct Problem: Error {
        let reason: String
    }

    /// The bytes with which a ZIP file begins.
    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    private static let directoryLimit = 1 << 26

    /// Reads the list of entries at the end of the file.
    init(_ file: RandomAccessFile) throws {
        let (start, size, count) = try Self.directory(file)
        guard size <= Self.directoryLimit, start >= 0, size >= 0, start <= file.count - size else {
            throw Problem(reason: "the list of the archive's entries lies outside of the file")
        }
        var list = Fields(try file.bytes(start..<start + size))
        for _ in 0..<count {
            guard let entry = Self.entry(&list) else {
                throw Problem(reason: "the list of the archive's entries is damaged")
            }
            guard entry.flags & 1 == 0, entry.method == 0 else {
                throw Problem(
                    reason:
                        "entry \(entry.name) of the archive is compressed or encrypted; PyTorch stores them as they are"
                )
            }
            guard entries[entry.name] == nil else {
                throw Problem(reason: "entry \(entry.name) of the archive occurs twice")
            }
            entries[entry.name] = try Self.content(of: entry, file, before: start)
        }
    }

    /// One row of the list.
    private struct Entry {
        var name: String
        var flags, method: Int
        var size, header: Int
    }

    /// Where the list of entries begins, its length, and how many there are.
    private static func directory(_ file: RandomAccessFile) throws -> (start: Int, size: Int, count: Int) {
        let tail = [UInt8](try file.bytes(max(0, file.count - 65_557)..<file.count))
        let places = stride(from: tail.count - 22, through: 0, by: -1)
        guard let place = places.first(where: { tail[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 0x05, 0x06]) }) else {
            throw Problem(
                reason: "the end of the archive is missing, so the file was cut off; copy or download it again")
        }
        var end = Fields(Data(tail[(place + 10)...]))
        let short = (count: end.take(2) ?? 0, size: end.take(4) ?? 0, start: end.take(4) ?? 0)
        guard short.count == 0xFFFF || short.size == 0xFFFF_FFFF || short.start == 0xFFFF_FFFF else {
            return (short.start, short.size, short.count)
        }
        // ZIP64: a pointer to the larger form of the same stands before it.
        let endPlace = file.count - tail.count + place
        var locator = Fields(try file.bytes(max(0, endPlace - 20)..<endPlace))
        guard locator.take(4) == 0x0706_4B50, locator.take(4) != nil, let larger = locator.take(8),
            larger <= file.count - 56
        else { throw Problem(reason: "the end of the archive is damaged") }
        var record = Fields(try file.bytes(larger..<larger + 56))
        guard record.take(4) == 0x0606_4B50, record.skip(28), let count = record.take(8), let size = record.take(8),
            let start = record.take(8)
        else { throw Problem(reason: "the end of the archive is damaged") }
        return (start, size, count)
    }

    private static func entry(_ list: inout Fields) -> Entry? {
        guard list.take(4) == 0x0201_4B50, list.skip(4), let flags = list.take(2), let method = list.take(2),
            list.skip(8), let packed = list.take(4), let size = list.take(4), let nameLength = list.take(2),
            let extraLength = list.take(2), let commentLength = list.take(2), list.skip(8), let header = list.take(4),
            let name = list.bytes(nameLength), let extra = list.bytes(extraLength), list.skip(commentLength)
        else { return nil }
        var entry = Entry(
            name: String(decoding: name, as: UTF8.self), flags: flags, method: method, size: size, header: header)
        // ZIP64: what does not fit into 32 bits stands among the extra fields, in this order.
        var fields = Fields(extra)
        while let kind = fields.take(2), let length = fields.take(2), let content = fields.bytes(length) {
            guard kind == 1 else { continue }
            var large = Fields(content)
            if size == 0xFFFF_FFFF { entry.size = large.take(8) ?? -1 }
            if packed == 0xFFFF_FFFF, !large.skip(8) { return nil }
            if header == 0xFFFF_FFFF { entry.header = large.take(8) ?? -1 }
        }
        return entry
    }

    /// The bytes of an entry: behind a second header, whose length only it itself tells.
    private static func content(of entry: Entry, _ file: RandomAccessFile, before end: Int) throws -> Range<Int> {
        let problem = Problem(reason: "entry \(entry.name) of the archive lies outside of the file; it was cut off")
        guard entry.header >= 0, entry.header <= end - 30, entry.size >= 0 else { throw problem }
        var header = Fields(try file.bytes(entry.header..<entry.header + 30))
        guard header.take(4) == 0x0403_4B50, header.skip(22), let name = header.take(2), let extra = header.take(2)
        else {
            throw Problem(reason: "entry \(entry.name) of the archive has a damaged header")
        }
        let start = entry.header + 30 + name + extra
        guard start <= end, entry.size <= end - start else { throw problem }
        return start..<start + entry.size
    }
}

/// Little-endian numbers, taken from the front.
private struct Fields {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    /// A number of `count` bytes; nil when there are fewer, or it exceeds what any file has.
    mutating func take(_ count: Int) -> Int? {
        bytes(count).flatMap { Int(exactly: $0.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }
}
