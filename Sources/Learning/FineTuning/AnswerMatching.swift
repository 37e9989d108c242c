import Corpora
import Evaluation

/// Whether blocks hold an answer of one question, by the rule that `finetune.answerMatch` names.
package struct AnswerMatching {
    private let question: TrainingQuestion
    private let corpus: LearningCorpus
    private let reader: ReaderSettings
    private let test: Test

    private enum Test {
        case wordpieces
        case substring([[UInt8]])
        case words(AnswerOccurrence)
    }

    /// - Parameter reader: how blocks are read, and so how many of their word pieces.
    package init(
        _ question: TrainingQuestion, corpus: LearningCorpus, by rule: FinetuneSettings.AnswerMatch,
        reader: ReaderSettings
    ) {
        self.question = question
        self.corpus = corpus
        self.reader = reader
        test =
            switch rule {
            case .wordpieces: .wordpieces
            case .substring: .substring(question.written.map { Array($0.utf8) })
            case .words: .words(AnswerOccurrence(of: question.written, isRegularExpression: false))
            }
    }

    /// Whether any answer stands in the block's text; its title does not count.
    ///
    /// Word pieces count as far as the block is read beside the question, for a reader points at nothing behind. The other
    /// rules look at all of the text.
    package func holds(_ block: Int) -> Bool {
        switch test {
        case .wordpieces:
            let read = Array(corpus.body(block).prefix(corpus.room(for: block, beside: question.tokens, reader)))
            return question.answers.contains { AnswerTokens.occur($0, in: read) }
        case .substring(let answers):
            let text = Array(corpus.store.text(of: block).utf8)
            return answers.contains { AnswerTokens.occur($0, in: text) }
        case .words(let answers):
            return answers.isHeld(by: NormalizedPassage(corpus.store.text(of: block)))
        }
    }
}
