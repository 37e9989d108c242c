import Evaluation

/// How well a step's questions were read, as shares of all of them.
struct ReadingFigures {
    private var count = 0
    private var oracle = 0
    private var spans = 0
    private var exact = 0.0

    /// - Parameters:
    ///   - correct: for each question, its answer's spans.
    ///   - logits: the score of each span.
    init(
        _ batch: [TrainingQuestion], _ reading: PassageReading, _ correct: [[Int]], _ logits: [Float],
        corpus: LearningCorpus
    ) {
        count = batch.count
        for (number, question) in batch.enumerated() {
            if !correct[number].isEmpty { oracle += 1 }
            guard let best = reading.spans(ofQuestion: number).max(by: { logits[$0] < logits[$1] }),
                let passage = reading.passage(ofSpan: best, inQuestion: number)
            else { continue }
            if correct[number].contains(best) { spans += 1 }
            let text = corpus.text(
                of: reading.bodyRange(ofSpan: best, inPassage: passage), in: reading.blocks[passage])
            exact += AnswerScore(text, references: question.written).exactMatch
        }
    }

    /// The reader's oracle is the share that a perfect reader would get right: some span that was read is an answer.
    var named: [(String, Double)] {
        let count = Double(max(1, count))
        return [
            ("readerOracle", Double(oracle) / count), ("spanExactMatch", Double(spans) / count),
            ("exactMatch", exact / count),
        ]
    }
}
