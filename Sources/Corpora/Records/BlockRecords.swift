import DurableFiles
public import Foundation
import Pickles

/// `block_records.npy` of the released checkpoints: the text of every block, without a title, in the index's order.
///
/// It is an array of Python's byte strings as NumPy saves it: a header, then a pickle, of which nothing is run. The
/// texts are read one after another, so that the size of the file does not matter.
public final class BlockRecords {
    public let url: URL
    /// The number of records.
    public let count: Int
    private let file: RandomAccessFile
    private let pickleStart: Int

    /// What of Python's such a file needs; NumPy 2 moved the first.
    private static let names: Set = [
        "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype",
    ]
    /// The longest record: a block of a few hundred word pieces has some kilobytes.
    private static let longestRecord = 1 << 24
    /// The most bytes of records that are told of again: it takes two bytes to do so, however long the record is, and a
    /// small file must not fill the disk.
    private var mostRepeated: Int { Self.longestRecord + 4 * file.count }

    /// Opens a file and reads its header.
    /// - Throws: `BlockRecordsError` when it is no array of objects.
    public init(_ url: URL) throws(BlockRecordsError) {
        self.url = url
        let head: [UInt8]
        do {
            file = try RandomAccessFile(url)
            head = [UInt8](try file.bytes(0..<10 + 0xFFFF))
        } catch {
            throw .file(error)
        }
        guard head.starts(with: NumpyHeader.magic), head.count > 10 else {
            throw .malformed(file: url.path, reason: "is no .npy file of version 1.0; expected what numpy.save writes")
        }
        pickleStart = 10 + Int(head[8]) + Int(head[9]) << 8
        let text = String(decoding: head[10..<max(10, min(pickleStart, head.count))], as: UTF8.self)
        guard head.count >= pickleStart, let count = NumpyHeader.objectCount(text) else {
            let shown = text.prefix(80).filter { !$0.isNewline }
            throw .malformed(
                file: url.path,
                reason: "holds another array (\(shown)); expected one dimension of objects: "
                    + "numpy.array(records, dtype=object)")
        }
        self.count = count
    }

    /// Hands over every record with its number and the place behind it in the file, in their order.
    /// - Throws: `BlockRecordsError`, or what `body` throws.
    public func forEach(_ body: (_ number: Int, _ text: String, _ position: Int) throws -> Void) throws {
        do {
            var reader = reader(from: pickleStart, pieceSize: 1 << 20)
            let machine = try prelude(&reader)
            var memo = RecordMemo(machine.memo)
            var number = 0
            func give(_ bytes: [UInt8]) throws {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw BlockRecordsError.notUTF8(file: url.path, record: number, offset: reader.offset)
                }
                guard number < count else { throw malformed("has more records than the \(count) of its header") }
                try body(number, text, reader.position)
                number += 1
            }
            var repeated = 0
            func giveAgain(_ bytes: [UInt8]) throws {
                repeated += bytes.count
                guard repeated <= mostRepeated else { throw repeatsTooMuch(reader) }
                try give(bytes)
            }
            var last: Int?
            var isGroup = false
            while true {
                let instruction = try reader.next()
                switch instruction {
                case .bytes(let bytes):
                    last = reader.offset
                    try give(bytes)
                    continue
                case .get(let place):
                    switch memo[place] {
                    case .bytes(let bytes): try giveAgain(bytes)
                    case .offset(let offset): try giveAgain(record(at: offset))
                    case nil: throw malformed("refers to a value that is no record (byte \(reader.offset))")
                    }
                case .put(let place): guard memo.remember(last, at: place) else { throw unexpected(reader) }
                case .memoize: memo.remember(last)
                case .mark where !isGroup: isGroup = true
                case .appends where isGroup: isGroup = false
                case .append where !isGroup: break
                case .tuple(nil) where !isGroup:
                    guard number == count else {
                        throw malformed("has \(number) records where its header tells \(count)")
                    }
                    return try postlude(&reader)
                default: throw unexpected(reader)
                }
                last = nil
            }
        } catch let problem as PickleProblem {
            throw BlockRecordsError.pickle(problem)
        } catch let problem as FileProblem where problem.path == url.path {
            throw BlockRecordsError.file(problem)
        }
    }

    // MARK: What stands before and behind the records

    /// Follows the pickle to the list of records, which is still empty, and checks what it is to be part of.
    private func prelude(_ reader: inout PickleReader) throws -> PickleMachine {
        var machine = PickleMachine()
        while true {
            let instruction = try reader.next()
            try machine.follow(instruction, reader)
            if instruction == .emptyList { break }
        }
        // array, (1, shape, dtype, False, [
        let (graph, stack) = (machine.graph, machine.stack)
        guard stack.count == 6, machine.marks == [1], graph.node(stack[0], .call) != nil, stack[1] == .int(1),
            graph.integers(stack[2]) == [count], let type = graph.arguments(stack[3], ofCall: "numpy dtype"),
            type.first == .text("O8") || type.first == .text("O"), stack[4] == .bool(false)
        else { throw malformed("its pickle is not that of an array of \(count) objects") }
        return machine
    }

    private func postlude(_ reader: inout PickleReader) throws {
        var rest: [PickleInstruction] = []
        while rest.last != .stop {
            let instruction = try reader.next()
            if case .put = instruction { continue }
            if instruction == .memoize { continue }
            rest.append(instruction)
            guard rest.count <= 2 else { break }
        }
        guard rest == [.build, .stop] else { throw malformed("its pickle goes on behind the last record") }
        guard reader.position == file.count else {
            throw malformed("holds bytes behind its pickle, from byte \(reader.position) on; copy or download it again")
        }
    }

    // MARK: Reading

    private func reader(from start: Int, pieceSize: Int) -> PickleReader {
        PickleReader(
            ByteReader(file, start..<file.count, pieceSize: pieceSize), names: Self.names,
            limits: .init(bytes: file.count, value: Self.longestRecord))
    }

    /// A record that is told of again.
    private func record(at offset: Int) throws -> [UInt8] {
        var reader = reader(from: offset, pieceSize: 1 << 12)
        guard case .bytes(let bytes) = try reader.next() else { throw unexpected(reader) }
        return bytes
    }

    private func unexpected(_ reader: PickleReader) -> BlockRecordsError {
        malformed(
            "has something else than texts among its records (byte \(reader.offset)); expected Python's bytes only")
    }

    private func repeatsTooMuch(_ reader: PickleReader) -> BlockRecordsError {
        malformed(
            "tells of its records again until they make more than \(mostRepeated) bytes (byte \(reader.offset)), "
                + "but has \(file.count) itself; it is damaged, or must be saved with every text written out")
    }

    private func malformed(_ reason: String) -> BlockRecordsError { .malformed(file: url.path, reason: reason) }
}

/// Where the records stand that the pickle may tell of again, eight bytes each.
private struct RecordMemo {
    /// What a number stands for.
    enum Entry {
        case bytes([UInt8])
        case offset(Int)
    }

    private let before: [Int: PickleGraph.Value]
    private let first: Int
    private var offsets: [Int] = []

    /// - Parameter before: what was remembered before the list of records began.
    init(_ before: [Int: PickleGraph.Value]) {
        self.before = before
        first = before.count
    }

    subscript(place: Int) -> Entry? {
        if place >= first, place - first < offsets.count {
            return offsets[place - first] < 0 ? nil : .offset(offsets[place - first])
        }
        guard case .bytes(let bytes) = before[place] else { return nil }
        return .bytes(bytes)
    }

    /// - Parameter offset: where the record stands; nil for the list itself, or a record that was remembered before.
    mutating func remember(_ offset: Int?) { offsets.append(offset ?? -1) }

    /// - Returns: whether the number is the next, as every writer of pickles counts.
    mutating func remember(_ offset: Int?, at place: Int) -> Bool {
        guard place == first + offsets.count else { return false }
        remember(offset)
        return true
    }
}
