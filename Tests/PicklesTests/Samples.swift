import DurableFiles
import Foundation
import Pickles

/// A pickle in a file of its own, removed with the value.
final class PickleFile {
    let url = FileManager.default.temporaryDirectory.appending(path: "pickle-\(UUID().uuidString)")

    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: url) }

    deinit { try? FileManager.default.removeItem(at: url) }

    static let names: Set = ["collections OrderedDict", "builtins set"]

    func reader(limit: Int = 1 << 20, value: Int = 1 << 10) throws -> PickleReader {
        let file = try RandomAccessFile(url)
        return PickleReader(
            ByteReader(file, 0..<file.count, pieceSize: 7), names: Self.names,
            limits: .init(bytes: limit, value: value))
    }

    func graph() throws -> PickleGraph {
        var reader = try reader()
        return try PickleMachine.graph(&reader)
    }
}

/// A byte for each scalar below 256, as Python writes bytes.
func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

/// Pickles as Python 3 writes them.
enum PythonPickles {
    /// `pickle.dumps({"a": (1, -2, 70000, 2**40, 2**80), "b": [None, True, 0.5, b"x"]}, 2)`, written out by hand.
    static let dictionary: [UInt8] = [
        latin1("\u{80}\u{2}}q\0(X\u{1}\0\0\0aq\u{1}(K\u{1}J\u{FE}\u{FF}\u{FF}\u{FF}J\u{70}\u{11}\u{1}\0"),
        latin1("\u{8A}\u{6}\0\0\0\0\0\u{1}\u{8A}\u{B}\0\0\0\0\0\0\0\0\0\0\u{1}tq\u{2}X\u{1}\0\0\0bq\u{3}]q\u{4}"),
        latin1("(N\u{88}G\u{3F}\u{E0}\0\0\0\0\0\0C\u{1}xeu."),
    ].flatMap { $0 }
}
