import Crypto

/// SHA-1 of a block's title and text, by which a block is recognised in another corpus and equal blocks are found.
///
/// The digest is over the UTF-8 bytes of `title + " <sep> " + text`, as the paper's released code computes it.
public struct BlockIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes of an identity.
    public static let byteCount = 20

    // Three words instead of an array, so that a table of millions of them stays flat.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt32

    public init(title: String, text: String) {
        self.init(Array(Insecure.SHA1.hash(data: Array("\(title) <sep> \(text)".utf8)))[...])
    }

    /// - Parameter bytes: the 20 bytes of the digest.
    init(_ bytes: ArraySlice<UInt8>) {
        precondition(bytes.count == Self.byteCount)
        first = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        third = bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The 20 bytes of the digest.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: first >> (56 - 8 * $0)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: second >> (56 - 8 * $0)) }
            + (0..<4).map { UInt8(truncatingIfNeeded: third >> (24 - 8 * $0)) }
    }

    /// The digest in lower-case hexadecimal.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
