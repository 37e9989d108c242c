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
    package func best(_ limit: Int, for question: String) -> [Int] {
        var scores = [Float](repeating: 0, count: count)
        for term in Terms.of(question) {
            guard let list = postings[term] else { continue }
            for (passage, weight) in zip(list.passages, list.weights) { scores[Int(passage)] += weight }
        }
        var best: [(score: Float, passage: Int)] = []
        var threshold: Float = 0
        for (passage, score) in scores.enumerated() where score > threshold {
            let place = best.firstIndex { $0.score < score } ?? best.count
            best.insert((score, passage), at: place)
            if best.count > limit { best.removeLast() }
            if best.count == limit { threshold = best[limit - 1].score }
        }
        return best.map(\.passage)
    }

    /// The share of the question's weight, as the sum of its distinct terms' idf, that the passage covers.
    package func coverage(of question: String, by passage: Int) -> Float {
        var whole: Float = 0
        var covered: Float = 0
        for term in Set(Terms.of(question)) {
            let list = postings[term]
            let weight = list?.inverseDocumentFrequency ?? Postings.inverseDocumentFrequency(0, of: count)
            whole += weight
            if let list, list.holds(passage) { covered += weight }
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
    }

    func holds(_ passage: Int) -> Bool {
        var (low, high) = (0, passages.count)
        while low < high {
            let middle = (low + high) / 2
            if passages[middle] < passage { low = middle + 1 } else { high = middle }
        }
        return low < passages.count && passages[low] == passage
    }
}
