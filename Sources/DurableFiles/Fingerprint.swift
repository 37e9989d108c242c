import Crypto
public import Foundation

/// The SHA-256 of some bytes, in lower-case hexadecimal: the name by which files recognise what they were made from.
public struct Fingerprint: Hashable, Sendable, Codable, CustomStringConvertible {
    public let hexadecimal: String

    public init(hexadecimal: String) { self.hexadecimal = hexadecimal }

    public init(of bytes: some DataProtocol) {
        self.init(digest: SHA256.hash(data: bytes))
    }

    public init(of text: String) { self.init(of: Data(text.utf8)) }

    /// Reads the file in pieces of one MiB, so that its size does not matter.
    /// - Throws: `FileProblem` when it cannot be read.
    public init(ofFile file: URL) throws(FileProblem) {
        do {
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            var hash = SHA256()
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
            self.init(digest: hash.finalize())
        } catch {
            throw FileProblem(reading: file, error)
        }
    }

    private init(digest: SHA256.Digest) {
        hexadecimal = digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    public var description: String { hexadecimal }

    public init(from decoder: any Decoder) throws {
        hexadecimal = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hexadecimal)
    }
}
