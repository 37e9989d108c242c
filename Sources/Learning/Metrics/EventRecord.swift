import DurableFiles
import FileStreams

/// TensorFlow's message `Event` in the wire format of protocol buffers, and the frame of a record around it.
///
/// `Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5;
/// SessionLog session_log = 7 }`,
/// `Summary { repeated Value { string tag = 1; float simple_value = 2 } value = 1 }`, `SessionLog { enum status = 1 }`.
enum EventRecord {
    /// The first record of each file.
    static func version(time: Double) -> [UInt8] {
        double(1, time) + bytes(3, Array("brain.Event:2".utf8))
    }

    /// Says that a run goes on at `step`: later steps written before it are void.
    static func sessionStart(time: Double, step: Int) -> [UInt8] {
        double(1, time) + integer(2, step) + bytes(7, integer(1, 1))
    }

    /// The scalars of one step.
    static func scalars(_ scalars: [(tag: String, value: Double)], time: Double, step: Int) -> [UInt8] {
        let values = scalars.flatMap { bytes(1, bytes(1, Array($0.tag.utf8)) + float(2, Float($0.value))) }
        return double(1, time) + integer(2, step) + bytes(5, values)
    }

    /// The record: length, its checksum, content, its checksum; all little-endian.
    static func framed(_ content: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(content.count))
        return length + littleEndian(CRC32C.masked(length)) + content + littleEndian(CRC32C.masked(content))
    }

    private static func double(_ field: Int, _ value: Double) -> [UInt8] {
        key(field, wire: 1) + littleEndian(value.bitPattern)
    }

    private static func float(_ field: Int, _ value: Float) -> [UInt8] {
        key(field, wire: 5) + littleEndian(value.bitPattern)
    }

    private static func integer(_ field: Int, _ value: Int) -> [UInt8] {
        key(field, wire: 0) + varint(UInt64(bitPattern: Int64(value)))
    }

    private static func bytes(_ field: Int, _ content: [UInt8]) -> [UInt8] {
        key(field, wire: 2) + varint(UInt64(content.count)) + content
    }

    private static func key(_ field: Int, wire: Int) -> [UInt8] { varint(UInt64(field << 3 | wire)) }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        VariableLength.append(value, to: &bytes)
        return bytes
    }

    private static func littleEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
