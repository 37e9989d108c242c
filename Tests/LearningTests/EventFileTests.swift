import Foundation
import Learning
import Testing

/// A small reader of TensorBoard's files, written from the format's description and sharing nothing with the writer.
private struct EventReader {
    struct Corrupt: Error {}

    struct Event: Equatable {
        var time = 0.0
        var step = 0
        var version: String?
        var startsSession = false
        var scalars: [String: Float] = [:]
    }

    static func events(_ file: URL) throws -> [Event] {
        var rest = ArraySlice(try Data(contentsOf: file))
        var events: [Event] = []
        while !rest.isEmpty {
            let header = try take(8, &rest)
            guard try unmasked(number(take(4, &rest))) == crc(header) else { throw Corrupt() }
            let content = try take(Int(number(header)), &rest)
            guard try unmasked(number(take(4, &rest))) == crc(content) else { throw Corrupt() }
            events.append(try event(content))
        }
        return events
    }

    /// Bit by bit, as the polynomial says.
    static func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
        }
        return ~value
    }

    private static func unmasked(_ value: UInt64) -> UInt32 {
        let turned = UInt32(truncatingIfNeeded: value) &- 0xA282_EAD8
        return turned << 15 | turned >> 17
    }

    private static func take(_ count: Int, _ bytes: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        guard bytes.count >= count else { throw Corrupt() }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) throws -> UInt64 {
        var value: UInt64 = 0
        for place in 0..<10 {
            guard let byte = bytes.popFirst() else { throw Corrupt() }
            value |= UInt64(byte & 0x7F) << (7 * UInt64(place))
            if byte < 0x80 { return value }
        }
        throw Corrupt()
    }

    /// The fields of a message: number, and integer or bytes.
    private static func fields(_ message: ArraySlice<UInt8>) throws -> [(Int, UInt64, ArraySlice<UInt8>)] {
        var rest = message
        var fields: [(Int, UInt64, ArraySlice<UInt8>)] = []
        while !rest.isEmpty {
            let key = try varint(&rest)
            switch key & 7 {
            case 0: fields.append((Int(key >> 3), try varint(&rest), []))
            case 1: fields.append((Int(key >> 3), number(try take(8, &rest)), []))
            case 2: fields.append((Int(key >> 3), 0, try take(Int(varint(&rest)), &rest)))
            case 5: fields.append((Int(key >> 3), number(try take(4, &rest)), []))
            default: throw Corrupt()
            }
        }
        return fields
    }

    private static func event(_ message: ArraySlice<UInt8>) throws -> Event {
        var event = Event()
        for (field, value, bytes) in try fields(message) {
            switch field {
            case 1: event.time = Double(bitPattern: value)
            case 2: event.step = Int(value)
            case 3: event.version = String(decoding: bytes, as: UTF8.self)
            case 5:
                for (_, _, scalar) in try fields(bytes) {
                    let parts = try fields(scalar)
                    guard parts.map(\.0) == [1, 2] else { throw Corrupt() }
                    event.scalars[String(decoding: parts[0].2, as: UTF8.self)] = Float(bitPattern: UInt32(parts[1].1))
                }
            case 7: event.startsSession = try fields(bytes).contains { $0.0 == 1 && $0.1 == 1 }
            default: throw Corrupt()
            }
        }
        return event
    }
}

@Suite struct EventFileTests {
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "events \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func theReadersChecksumIsTheStandards() {
        #expect(EventReader.crc("123456789".utf8) == 0xE306_9283)
        #expect(EventReader.crc([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(EventReader.crc([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    }

    @Test func scalarsAreReadBackWithTheirStepsAndTags() throws {
        try inScratchFolder { folder in
            let events = try EventFile(in: folder) { Date(timeIntervalSince1970: 1_700_000_000.25) }
            try events.append(step: 1, [("pretrain/loss", 2.5), ("pretrain/gain", -0.125)])
            try events.append(step: 300, [("pretrain/loss", .infinity)])
            #expect(events.file.lastPathComponent.hasPrefix("events.out.tfevents.1700000000."))
            let time = 1_700_000_000.25
            #expect(
                try EventReader.events(events.file) == [
                    .init(time: time, version: "brain.Event:2"),
                    .init(time: time, step: 1, scalars: ["pretrain/loss": 2.5, "pretrain/gain": -0.125]),
                    .init(time: time, step: 300, scalars: ["pretrain/loss": .infinity]),
                ])
        }
    }

    @Test func aContinuedRunBeginsAFileThatVoidsTheLaterSteps() throws {
        try inScratchFolder { folder in
            let first = try EventFile(in: folder)
            let second = try EventFile(in: folder, resumingAfter: 200)
            #expect(first.file != second.file)
            let events = try EventReader.events(second.file)
            #expect(events.count == 2)
            #expect(events.last?.step == 201)
            #expect(events.last?.startsSession == true)
        }
    }
}
