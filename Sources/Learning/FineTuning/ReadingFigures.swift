import Corpora
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

extension LearningCorpus {
    /// A run of a block's word pieces as it stands in the block's text.
    func text(of tokens: Range<Int>, in block: Int) -> String {
        String(decoding: Array(store.text(of: block).utf8)[bytes(of: tokens, in: block)], as: UTF8.self)
    }

    /// Where a run of a block's word pieces stands, in the UTF-8 bytes of its text.
    func bytes(of tokens: Range<Int>, in block: Int) -> Range<Int> {
        let ranges = store.tokenRanges(of: block)
        return ranges[tokens.lowerBound].lowerBound..<ranges[tokens.upperBound - 1].upperBound
    }
}
