/// The front of a `.npy` file: which array follows (NumPy's format 1.0, NEP 1).
enum NumpyHeader {
    /// The bytes before the length of the header: `\x93NUMPY` and the version.
    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]

    /// The number of objects of a one-dimensional array of objects; nil when the header is of another array.
    /// - Parameter text: the header, a Python dictionary as it is printed.
    static func objectCount(_ text: String) -> Int? {
        let bare = text.filter { !$0.isWhitespace }
        let front = "{'descr':'|O','fortran_order':False,'shape':("
        let back = ",),}"
        guard bare.hasPrefix(front), bare.hasSuffix(back), bare.count > front.count + back.count else { return nil }
        let digits = bare.dropFirst(front.count).dropLast(back.count)
        return digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
    }

    /// Everything before the pickle of an array of `count` objects.
    static func bytes(objects count: Int) -> [UInt8] {
        var text = "{'descr': '|O', 'fortran_order': False, 'shape': (\(count),), }"
        // The pickle begins at a multiple of 64, as NumPy has it.
        text += String(repeating: " ", count: 63 - (magic.count + 2 + text.utf8.count) % 64) + "\n"
        let length = text.utf8.count
        return magic + [UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)] + Array(text.utf8)
    }
}
