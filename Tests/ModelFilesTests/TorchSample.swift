import Foundation

/// Files as PyTorch saves them, made by hand so that each part can be wrong.
struct TorchSample {
    /// A tensor of a state dictionary.
    struct Entry {
        var name: String
        var type = "FloatStorage"
        var key: String
        /// The elements of the storage.
        var count: Int
        var offset = 0
        var shape: [Int]
        var strides: [Int]
        var isParameter = false
    }

    var entries: [Entry]
    /// The bytes of each storage, in the order of the keys.
    var storages: [(key: String, bytes: [UInt8])]

    /// A matrix, its transpose over the same storage, a row of it as a parameter, positions, and one of each other type.
    static let usual = TorchSample(
        entries: [
            Entry(name: "w", key: "0", count: 6, shape: [2, 3], strides: [3, 1]),
            Entry(name: "w.t", key: "0", count: 6, shape: [3, 2], strides: [1, 3]),
            Entry(name: "row", key: "0", count: 6, offset: 3, shape: [3], strides: [1], isParameter: true),
            Entry(name: "ids", type: "LongStorage", key: "1", count: 2, shape: [1, 2], strides: [2, 1]),
            Entry(name: "half", type: "HalfStorage", key: "2", count: 2, shape: [2], strides: [1]),
            Entry(name: "brain", type: "BFloat16Storage", key: "3", count: 1, shape: [1], strides: [1]),
            Entry(name: "double", type: "DoubleStorage", key: "4", count: 2, shape: [2], strides: [1]),
            Entry(name: "scalar", key: "0", count: 6, offset: 5, shape: [], strides: []),
            Entry(name: "none", key: "0", count: 6, shape: [0, 4], strides: [4, 1]),
            Entry(name: "mask", type: "BoolStorage", key: "5", count: 1, shape: [1], strides: [1]),
        ],
        storages: [
            ("0", bytes([1, 2, 3, 4, 5, 6] as [Float])), ("1", bytes([7, -8] as [Int64])),
            ("2", [0x00, 0xC1, 0x00, 0x3C]), ("3", [0x20, 0xC0]), ("4", bytes([0.1, -3] as [Double])), ("5", [1]),
        ])

    static func bytes<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
        numbers.withUnsafeBytes { Array($0) }
    }

    // MARK: Pickles

    /// A byte for each scalar below 256, as Python writes bytes.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func text(_ text: String) -> [UInt8] { latin1("X") + little(text.utf8.count, 4) + latin1(text) }

    private static func integer(_ number: Int) -> [UInt8] { [0x8A, 8] + little(number, 8) }

    private static func tuple(_ numbers: [Int]) -> [UInt8] { latin1("(") + numbers.flatMap(integer) + latin1("t") }

    /// The pickle of the state dictionary.
    /// - Parameter legacy: as it was before PyTorch 1.6, when storages had a place for views.
    func pickle(legacy: Bool = false) -> [UInt8] {
        var bytes = Self.latin1("\u{80}\u{2}ccollections\nOrderedDict\n)R(")
        for entry in entries {
            bytes += Self.text(entry.name)
            if entry.isParameter { bytes += Self.latin1("ctorch._utils\n_rebuild_parameter\n") }
            bytes += Self.latin1("ctorch._utils\n_rebuild_tensor_v2\n((") + Self.text("storage")
            bytes += Self.latin1("ctorch\n\(entry.type)\n") + Self.text(entry.key) + Self.text("cpu")
            bytes += Self.integer(entry.count) + Self.latin1(legacy ? "NtQ" : "tQ")
            bytes += Self.integer(entry.offset) + Self.tuple(entry.shape) + Self.tuple(entry.strides)
            bytes += Self.latin1("\u{89}ccollections\nOrderedDict\n)RtR")
            if entry.isParameter { bytes += Self.latin1("\u{88}ccollections\nOrderedDict\n)R\u{87}R") }
        }
        return bytes + Self.latin1("u}") + Self.text("_metadata") + Self.latin1("ccollections\nOrderedDict\n)Rsb.")
    }

    // MARK: Files

    /// The format since PyTorch 1.6.
    /// - Parameters:
    ///   - pickle: what stands in the place of the usual pickle.
    ///   - large: whether lengths and places are written as ZIP64 has them.
    ///   - more: names of empty entries at the end.
    func zip(pickle: [UInt8]? = nil, byteOrder: String = "little", large: Bool = false, more: [String] = []) -> Data {
        var files: [(name: String, content: [UInt8])] = [
            ("archive/data.pkl", pickle ?? self.pickle()), ("archive/byteorder", Self.latin1(byteOrder)),
        ]
        for storage in storages { files.append(("archive/data/\(storage.key)", storage.bytes)) }
        for name in more { files.append(("archive/\(name)", [])) }
        var bytes: [UInt8] = []
        var list: [UInt8] = []
        for (name, content) in files {
            let start = bytes.count
            let size = Self.little(large ? 0xFFFF_FFFF : content.count, 4)
            // The second header has fields of its own: PyTorch pads there so that storages lie at multiples of 64.
            bytes += Self.latin1("PK\u{3}\u{4}") + Self.little(0, 14) + Self.little(content.count, 4)
            bytes += Self.little(content.count, 4) + Self.little(name.utf8.count, 2) + Self.little(5, 2)
            bytes += Self.latin1(name + "FB\u{1}\0Z") + content
            var extra: [UInt8] = []
            if large {
                extra = [1, 0, 24, 0]
                for number in [content.count, content.count, start] { extra += Self.little(number, 8) }
            }
            list += Self.latin1("PK\u{1}\u{2}") + Self.little(0, 16) + size + size
            list += Self.little(name.utf8.count, 2) + Self.little(extra.count, 2) + Self.little(0, 10)
            list += Self.little(large ? 0xFFFF_FFFF : start, 4) + Self.latin1(name) + extra
        }
        let (start, count) = (bytes.count, files.count)
        bytes += list
        if large {
            let record = bytes.count
            bytes += Self.latin1("PK\u{6}\u{6}") + Self.little(44, 8) + Self.little(0, 12)
            for number in [count, count, list.count, start] { bytes += Self.little(number, 8) }
            bytes += Self.latin1("PK\u{6}\u{7}") + Self.little(0, 4) + Self.little(record, 8) + Self.little(1, 4)
        }
        bytes += Self.latin1("PK\u{5}\u{6}\0\0\0\0") + Self.little(count, 2) + Self.little(large ? 0xFFFF : count, 2)
        bytes += Self.little(large ? 0xFFFF_FFFF : list.count, 4) + Self.little(large ? 0xFFFF_FFFF : start, 4)
        return Data(bytes + [0, 0])
    }

    /// The format before PyTorch 1.6.
    func legacy(littleEndian: Bool = true, version: Int = 1001) -> Data {
        var bytes = Self.latin1("\u{80}\u{2}\u{8A}\u{A}\u{6C}\u{FC}\u{9C}\u{46}\u{F9}\u{20}\u{6A}\u{A8}\u{50}\u{19}.")
        bytes += Self.latin1("\u{80}\u{2}M") + Self.little(version, 2) + Self.latin1(".\u{80}\u{2}}(")
        bytes += Self.text("little_endian") + Self.latin1(littleEndian ? "\u{88}u." : "\u{89}u.")
        bytes += pickle(legacy: true)
        bytes += Self.latin1("\u{80}\u{2}](")
        for (key, _) in storages { bytes += Self.text(key) }
        bytes += Self.latin1("e.")
        for (key, content) in storages {
            bytes += Self.little(entries.first { $0.key == key }?.count ?? 0, 8) + content
        }
        return Data(bytes)
    }
}
