import Foundation
import Wordpieces

extension WordpieceTokenizer {
    /// The word pieces of a masked sentence: where it says [MASK], one stands, also between two that touch.
    func ids(ofMasked text: String) -> [Int32] {
        let parts = text.components(separatedBy: "[MASK]").map(ids(of:))
        return Array(parts.joined(separator: [vocabulary.mask]))
    }
}
