import Crypto
public import DurableFiles
public import Foundation

/// The secret that callers present.
///
/// Only its hash is kept. Hashes are compared in constant time, so the time of a refusal tells nothing of the secret.
public struct AccessToken: Sendable {
    private let digest: SHA256.Digest

    /// - Parameter text: the secret itself.
    public init(_ text: String) { digest = SHA256.hash(data: Data(text.utf8)) }

    /// Reads the secret from a file's only line.
    /// - Throws: `FileProblem` when the file cannot be read, or what it holds is no secret.
    public init(contentsOf file: URL) throws(FileProblem) {
        let text: String
        do { text = try String(contentsOf: file, encoding: .utf8) } catch { throw FileProblem(reading: file, error) }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard secret.utf8.count >= 16, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw FileProblem(
                file,
                "holds no token; expected one line of 16 or more visible ASCII characters, such as from "
                    + "`openssl rand -hex 24`")
        }
        self.init(secret)
    }

    /// Whether a text is the secret.
    public func matches(_ text: String) -> Bool { SHA256.hash(data: Data(text.utf8)) == digest }
}
