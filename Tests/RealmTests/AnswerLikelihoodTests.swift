import Foundation
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct AnswerLikelihoodTests {
    /// Ranges of these lengths, each beginning where the one before ends.
    private static func consecutive(_ counts: [Int]) -> [Range<Int>] {
        var start = 0
        return counts.map { count in
            defer { start += count }
            return start..<start + count
        }
    }

    @Test func theLossIsTheLogarithmOfTheShareOfAllSpansThatIsRight() throws {
        var generator = SeededGenerator(seed: 121)
        for _ in 0..<100 {
            let counts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                Int.random(in: 1...7, using: &generator)
            }
            let questions = Self.consecutive(counts)
            let correct = questions.map { spans in spans.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 } }
            let logits = Tiny.numbers(counts.reduce(0, +), in: -9...9, using: &generator)
            let result = try AnswerLikelihood.readerLoss(
                logits: Tensor(logits, shape: [logits.count]), questions: questions, correct: correct)
            var expected = 0.0
            for (spans, answers) in zip(questions, correct) where !answers.isEmpty {
                expected += PlainLayers.logSumExp(spans.map { Double(logits[$0]) })
                expected -= PlainLayers.logSumExp(answers.map { Double(logits[$0]) })
            }
            let answerable = correct.count { !$0.isEmpty }
            #expect((result == nil) == (answerable == 0))
            if let result {
                #expect(result.answerable == answerable)
                // A difference that is 0 where all spans are right.
                #expect(agree([try result.loss.scalar()], [expected], of: 1 + expected))
                #expect(try result.loss.scalar() > -1e-5)
            }
        }
    }

    /// The paper's own: −log Σ_z p(z|x) Σ_{s ∈ S(z,y)} p(s|z,x), in plain loops.
    @Test func withASoftmaxAPassageTheLossIsTheMarginalOverPassages() throws {
        var generator = SeededGenerator(seed: 122)
        for _ in 0..<100 {
            // Passages without a span have no share in p(z|x).
            let counts = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                Int.random(in: 0...6, using: &generator)
            }
            let passages = Self.consecutive(counts)
            let spans = counts.reduce(0, +)
            let correct = (0..<spans).filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
            let scores = Tiny.numbers(spans, in: -9...9, using: &generator)
            let relevance = Tiny.numbers(counts.count, in: -5...5, using: &generator)
            let added = passages.enumerated().flatMap {
                Array(repeating: relevance[$0.offset], count: $0.element.count)
            }
            let logits =
                try AnswerLikelihood.logProbabilities(of: Tensor(scores, shape: [spans]), passages: passages)
                + Tensor(added, shape: [spans])
            let result = try AnswerLikelihood.readerLoss(logits: logits, questions: [0..<spans], correct: [correct])
            #expect((result == nil) == correct.isEmpty)
            guard let result else { continue }
            let read = passages.indices.filter { !passages[$0].isEmpty }
            let priors = PlainLayers.softmax(read.map { Double(relevance[$0]) })
            let likelihood = zip(read, priors).reduce(0.0) { sum, passage in
                let shares = PlainLayers.softmax(passages[passage.0].map { Double(scores[$0]) })
                return sum
                    + passage.1
                    * zip(passages[passage.0], shares).reduce(0) { $0 + (correct.contains($1.0) ? $1.1 : 0) }
            }
            #expect(agree([try result.loss.scalar()], [-log(likelihood)], of: 1 - log(likelihood)))
        }
    }

    @Test func gradientsOfTheMarginalOverPassagesAreCentralDifferences() throws {
        var generator = SeededGenerator(seed: 123)
        let scores = try Tensor(Tiny.numbers(9, in: -2...2, using: &generator), shape: [9]).requiringGradient()
        let relevance = try Tensor([0.5, -1, 0.25], shape: [3]).requiringGradient()
        let passages = [0..<4, 4..<4, 4..<9]
        let added = try Tensor(integers: [0, 0, 0, 0, 2, 2, 2, 2, 2], shape: [9])
        let check = GradientCheck(step: 5e-3, tolerance: 1e-2, elements: 9)
        let differences = try check.differences(of: [("scores", scores), ("relevance", relevance)]) {
            let logits = try AnswerLikelihood.logProbabilities(of: scores, passages: passages) + relevance.rows(added)
            return try AnswerLikelihood.readerLoss(logits: logits, questions: [0..<9], correct: [[1, 6, 7]])?.loss
                ?? scores.sum()
        }
        #expect(differences == [])
    }

    @Test func onlyTheSpansOfAnsweredQuestionsGetAGradient() throws {
        let logits = try Tensor([1, 2, 3, 4, 5], shape: [5]).requiringGradient()
        let result = try #require(
            try AnswerLikelihood.readerLoss(logits: logits, questions: [0..<2, 2..<5], correct: [[], [3, 4]]))
        try result.loss.backward()
        let gradient = try #require(try logits.gradient()).floats()
        #expect(gradient[0] == 0 && gradient[1] == 0)
        #expect(gradient[2] > 0 && gradient[3] < 0 && gradient[4] < 0)
        #expect(abs(gradient.reduce(0, +)) < 1e-6)
    }

    @Test func allSpansRightIsNoLoss() throws {
        let logits = try Tensor([1, 2, 3], shape: [3])
        let result = try #require(
            try AnswerLikelihood.readerLoss(logits: logits, questions: [0..<3], correct: [[0, 1, 2]]))
        #expect(abs(try result.loss.scalar()) < 1e-6)
    }

    @Test func aSpanThatMatchesSeveralAnswersCountsOnce() throws {
        let logits = try Tensor([1, 2, 3], shape: [3])
        func loss(_ correct: [Int]) throws -> Float? {
            try AnswerLikelihood.readerLoss(logits: logits, questions: [0..<3], correct: [correct])?.loss.scalar()
        }
        #expect(try loss([2, 0, 2, 2]) == loss([0, 2]))
        let once = try AnswerLikelihood.retrieverLoss(scores: logits, correct: [1]).scalar()
        #expect(try AnswerLikelihood.retrieverLoss(scores: logits, correct: [1, 1]).scalar() == once)
    }

    @Test func nothingAnsweredIsNoLoss() throws {
        #expect(try AnswerLikelihood.readerLoss(logits: .zeros([4]), questions: [0..<4], correct: [[]]) == nil)
        #expect(try AnswerLikelihood.readerLoss(logits: .zeros([0]), questions: [], correct: []) == nil)
    }

    @Test func theRetrieversGradientIsSoftmaxMinusSoftmaxOfTheRightOnes() throws {
        let values: [Double] = [0.5, -1, 2, 0]
        let scores = try Tensor(values.map(Float.init), shape: [4]).requiringGradient()
        try AnswerLikelihood.retrieverLoss(scores: scores, correct: [0, 3]).backward()
        let all = PlainLayers.softmax(values)
        let right = PlainLayers.softmax([values[0], values[3]])
        let expected = [all[0] - right[0], all[1], all[2], all[3] - right[1]]
        #expect(agree(try #require(try scores.gradient()).floats(), expected))
    }

    @Test func aRetrieverLossWithoutARightCandidateIsRefused() throws {
        #expect(
            throws: TensorError(
                operation: "retrieverLoss", reason: "none of the candidates is correct; leave the loss out")
        ) { try AnswerLikelihood.retrieverLoss(scores: .zeros([3]), correct: []) }
        #expect(throws: TensorError.self) { try AnswerLikelihood.retrieverLoss(scores: .zeros([3]), correct: [3]) }
    }
}
