import Foundation

/// Okapi BM25 (Robertson and Zaragoza 2009): a query's terms are worth more the rarer they are in the corpus, and the
/// more often they stand in a document for its length.
public struct BM25: Codable, Equatable, Sendable {
    /// How slowly repeated terms stop to count; 0 counts presence only.
    public let k1: Float
    /// How much longer documents need more repetitions, 0 to 1.
    public let b: Float

    public init(k1: Float = 0.9, b: Float = 0.4) {
        self.k1 = k1
        self.b = b
    }

    /// idf = ln(1 + (N − n + 0.5) / (n + 0.5)), always positive.
    /// - Parameters:
    ///   - documents: N, all documents.
    ///   - containing: n, those that contain the term.
    public static func inverseDocumentFrequency(documents: Int, containing: Int) -> Float {
        Float(log(1 + (Double(documents - containing) + 0.5) / (Double(containing) + 0.5)))
    }

    /// What a term adds to the score of a document: idf · tf (k1 + 1) / (tf + k1 (1 − b + b · length / average)).
    func weight(inverseDocumentFrequency: Float, frequency: Float, length: Float, averageLength: Float) -> Float {
        let saturation = k1 * (1 - b + b * length / averageLength)
        return inverseDocumentFrequency * frequency * (k1 + 1) / (frequency + saturation)
    }
}
