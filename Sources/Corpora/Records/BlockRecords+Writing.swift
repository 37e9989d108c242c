public import DurableFiles
public import Foundation

extension BlockRecords {
    /// Writes texts as an array of byte strings that `numpy.load(file, allow_pickle=True)` reads.
    ///
    /// The file grows in place: it belongs into a folder that is published whole.
    /// - Parameter text: the text of a record, by its number.
    /// - Throws: `FileProblem` when the file cannot be written.
    public static func write(count: Int, to url: URL, text: (Int) -> String) throws(FileProblem) {
        let file = try StoredArrayWriter<UInt8>(url)
        try file.append(contentsOf: NumpyHeader.bytes(objects: count))
        try file.append(contentsOf: prelude(count))
        // In groups, as Python's own writer does it.
        for start in stride(from: 0, to: count, by: 1_000) {
            try file.append(contentsOf: Array("(".utf8))
            for number in start..<min(count, start + 1_000) {
                let bytes = Array(text(number).utf8)
                if bytes.count < 256 {
                    try file.append(contentsOf: [UInt8(ascii: "C"), UInt8(bytes.count)])
                } else {
                    try file.append(contentsOf: [UInt8(ascii: "B")])
                    try file.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) })
                }
                try file.append(contentsOf: bytes)
            }
            try file.append(contentsOf: Array("e".utf8))
        }
        try file.append(contentsOf: Array("tb.".utf8))
        try file.finish()
    }

    /// Everything before the records.
    ///
    /// That is `_reconstruct(ndarray, (0,), b"b")`, and its state up to the list: `(1, (count,), dtype("O8"), False, [`.
    private static func prelude(_ count: Int) -> [UInt8] {
        var bytes = latin1(
            "\u{80}\u{3}cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u{85}C\u{1}b\u{87}R(K\u{1}")
        if count <= Int(Int32.max) {
            bytes += latin1("J") + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        } else {
            bytes += [0x8A, 8] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        }
        bytes += latin1("\u{85}cnumpy\ndtype\nX\u{2}\0\0\0O8\u{89}\u{88}\u{87}R(K\u{3}X\u{1}\0\0\0|NNN")
        return bytes + latin1("J\u{FF}\u{FF}\u{FF}\u{FF}J\u{FF}\u{FF}\u{FF}\u{FF}K\u{3F}tb\u{89}]")
    }

    /// A byte for each scalar below 256, as Python writes bytes.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
