import Evaluation
import Foundation
import Testing

@Suite struct AnswerNormalizationTests {
    private struct Expected: Decodable {
        var normalized: [[String]]
        var f1: [Pair]

        struct Pair: Decodable {
            var left: String
            var right: String
            var f1: Double

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                left = try values.decode(String.self)
                right = try values.decode(String.self)
                f1 = try values.decode(Double.self)
            }
        }
    }

    private func expected() throws -> Expected {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/answer-normalization.json"))
        return try JSONDecoder().decode(Expected.self, from: data)
    }

    @Test func theNormalFormIsPythonsOnOddStrings() throws {
        let cases = try expected().normalized
        #expect(cases.count > 600)
        for pair in cases {
            let normalized = AnswerNormalization.normalized(pair[0])
            #expect(
                Array(normalized.unicodeScalars) == Array(pair[1].unicodeScalars),
                "\(pair[0].unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    @Test func theF1OfWordsIsPythonsOnOddStrings() throws {
        for pair in try expected().f1 {
            let score = AnswerScore(pair.left, references: [pair.right])
            #expect(abs(score.f1 - pair.f1) < 1e-12, "\(pair.left) and \(pair.right)")
        }
    }

    @Test func accentsStayButTheirWritingDoesNotMatter() {
        #expect(AnswerNormalization.normalized("Café") == AnswerNormalization.normalized("cafe\u{301}"))
        #expect(AnswerNormalization.normalized("Café") != AnswerNormalization.normalized("cafe"))
    }
}
