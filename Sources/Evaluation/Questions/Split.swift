import Crypto
import Foundation

/// The part of a question set that a question belongs to, whichever file it comes from.
///
/// A hash of the question decides, so the same question in two data sets is never in two parts.
public enum Split: String, CaseIterable, Sendable, Codable {
    /// For training: six tenths.
    case train
    /// For choosing models and stopping early: one tenth.
    case dev
    /// For the figures that are reported: one tenth.
    case test
    /// For nobody during development: two tenths, left out unless they are asked for.
    case heldout

    public init(of question: String) { self.init(of: QuestionKey(question)) }

    /// The first 32 bits of the key's SHA-256, big-endian, modulo ten: 0 and 1 are held out, 2 to 7 train, 8 dev,
    /// 9 test.
    public init(of key: QuestionKey) {
        let leading = SHA256.hash(data: Data(key.text.utf8)).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        switch leading % 10 {
        case 0, 1: self = .heldout
        case 8: self = .dev
        case 9: self = .test
        default: self = .train
        }
    }
}
