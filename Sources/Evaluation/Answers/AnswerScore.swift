/// How well one predicted answer agrees with the references of its question.
public struct AnswerScore: Equatable, Sendable {
    /// 1 when the prediction equals a reference after normalisation (or matches a regular expression), else 0.
    public let exactMatch: Double
    /// The best F1 of words over the references.
    public let f1: Double

    init(exactMatch: Double, f1: Double) {
        self.exactMatch = exactMatch
        self.f1 = f1
    }

    /// - Parameter prediction: nil when there is none, which counts as wrong.
    public init(_ prediction: String?, references: [String], isRegularExpression: Bool = false) {
        guard let prediction else {
            exactMatch = 0
            f1 = 0
            return
        }
        if isRegularExpression {
            let matches = references.contains { AnswerPattern($0)?.matchesStart(of: prediction) == true }
            exactMatch = matches ? 1 : 0
            f1 = exactMatch
            return
        }
        let predicted = AnswerNormalization.words(prediction)
        let expected = references.map(AnswerNormalization.words)
        exactMatch = expected.contains { Self.equal($0, predicted) } ? 1 : 0
        f1 = expected.map { Self.f1(predicted, $0) }.max() ?? 0
    }

    /// Equality byte for byte; Swift's own would take canonically equivalent writings for one.
    private static func equal(_ left: [String], _ right: [String]) -> Bool {
        left.elementsEqual(right) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// The harmonic mean of the shares of words that both have, each counted as often as it stands in both.
    ///
    /// Where one of them has no words, 1 if neither has, as in SQuAD 2.0.
    static func f1(_ predicted: [String], _ expected: [String]) -> Double {
        guard !predicted.isEmpty, !expected.isEmpty else { return predicted.isEmpty && expected.isEmpty ? 1 : 0 }
        var left: [String: Int] = [:]
        for word in expected { left[word, default: 0] += 1 }
        var shared = 0
        for word in predicted {
            if let count = left[word], count > 0 {
                left[word] = count - 1
                shared += 1
            }
        }
        guard shared > 0 else { return 0 }
        let precision = Double(shared) / Double(predicted.count)
        let recall = Double(shared) / Double(expected.count)
        return 2 * precision * recall / (precision + recall)
    }
}
