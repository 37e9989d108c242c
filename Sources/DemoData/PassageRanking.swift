import Evaluation
import Foundation

/// BM25 over the demonstration's passages, titles included: decides which questions they can answer.
///
/// k₁ = 0.9, b = 0.4, idf = ln(1 + (N − df + ½) / (df + ½)); 32-bit scores, ties to the lower passage.
package struct PassageRanking: Sendable {
    /// The passages of one term, ascending, with what the term adds to the score of each.
    fileprivate struct Postings {
        var inverseDocumentFrequency: Float = 0
        var passages: [Int32] = []
        var weights: [Float] = []
        var greatest: Float = 0
    }

    private let count: Int
    private let postings: [String: Postings]

    package init(_ texts: [String]) {
        count = texts.count
        var postings: [String: Postings] = [:]
        var lengths: [Float] = []
        for (number, text) in texts.enumerated() {
            let terms = Terms.of(text)
            lengths.append(Float(terms.count))
            var frequencies: [String: Float] = [:]
            for term in terms { frequencies[term, default: 0] += 1 }
            for (term, frequency) in frequencies {
                postings[term, default: Postings()].passages.append(Int32(number))
                postings[term, default: Postings()].weights.append(frequency)
            }
        }
        let mean = lengths.reduce(0, +) / Float(max(1, lengths.count))
        for term in postings.keys {
            postings[term]?.weigh(among: lengths, mean: mean)
        }
        self.postings = postings
    }

    /// The best passages, best first; those that share no term with the question are never among them.
    ///
    /// The weightiest terms come first. As soon as the passages found are so good that all other terms together could
    /// not lift a new one among them, no new ones are looked for: common words cost next to nothing.
    package func best(_ limit: Int, for question: String) -> [Int] {
        let lists = Terms.of(question).compactMap { postings[$0] }
        let ordered = lists.sorted { $0.greatest > $1.greatest }
        var remaining = ordered.reduce(0) { $0 + $1.greatest }
        var scores = [Float](repeating: 0, count: count)
        var found: [Int32] = []
        for list in ordered {
            let threshold = Self.threshold(limit, of: found, scores)
            // The thousandth part is more than rounding could make of it.
            if remaining * 1.001 >= threshold {
                for (passage, weight) in zip(list.passages, list.weights) {
                    if scores[Int(passage)] == 0 { found.append(passage) }
                    scores[Int(passage)] += weight
                }
            } else {
                found.removeAll { (scores[Int($0)] + remaining) * 1.001 < threshold }
                for passage in found { scores[Int(passage)] += list.weight(of: passage) }
            }
            remaining -= list.greatest
        }
        let threshold = Self.threshold(limit, of: found, scores)
        // Summed in the question's order, so that rounding does not depend on how far the search went.
        let exact = found.filter { scores[Int($0)] * 1.001 >= threshold }.map { passage in
            (score: lists.reduce(Float(0)) { $0 + $1.weight(of: passage) }, passage: Int(passage))
        }
        return exact.sorted { ($1.score, $0.passage) < ($0.score, $1.passage) }.prefix(limit).map(\.passage)
    }

    /// The score of the passage at place `limit` among those found; 0 while there are fewer.
    private static func threshold(_ limit: Int, of found: [Int32], _ scores: [Float]) -> Float {
        guard limit > 0, found.count >= limit else { return 0 }
        var best: [Float] = []
        for passage in found {
            let score = scores[Int(passage)]
            if best.count == limit, score <= best[limit - 1] { continue }
            best.insert(score, at: best.firstIndex { $0 < score } ?? best.count)
            if best.count > limit { best.removeLast() }
        }
        return best[limit - 1]
    }

    /// The share of the question's weight, as the sum of its distinct terms' idf, that the passage covers.
    package func coverage(of question: String, by passage: Int) -> Float {
        var whole: Float = 0
        var covered: Float = 0
        for term in Set(Terms.of(question)) {
            let list = postings[term]
            let weight = list?.inverseDocumentFrequency ?? Postings.inverseDocumentFrequency(0, of: count)
            whole += weight
            if let list, list.weight(of: Int32(passage)) > 0 { covered += weight }
        }
        return whole > 0 ? covered / whole : 0
    }
}

extension PassageRanking.Postings {
    static func inverseDocumentFrequency(_ frequency: Int, of count: Int) -> Float {
        log(1 + (Float(count - frequency) + 0.5) / (Float(frequency) + 0.5))
    }

    /// Turns the frequencies of the term into weights.
    mutating func weigh(among lengths: [Float], mean: Float) {
        let (saturation, lengthShare): (Float, Float) = (0.9, 0.4)
        inverseDocumentFrequency = Self.inverseDocumentFrequency(passages.count, of: lengths.count)
        for (place, passage) in passages.enumerated() {
            let frequency = weights[place]
            let length = 1 - lengthShare + lengthShare * lengths[Int(passage)] / mean
            weights[place] = inverseDocumentFrequency * frequency * (saturation + 1) / (frequency + saturation * length)
        }
        greatest = weights.max() ?? 0
    }

    /// What the term adds to the score of the passage.
    func weight(of passage: Int32) -> Float {
        var (low, high) = (0, passages.count)
        while low < high {
            let middle = (low + high) / 2
            if passages[middle] < passage { low = middle + 1 } else { high = middle }
        }
        return low < passages.count && passages[low] == passage ? weights[low] : 0
    }
}
