import Corpora
import Evaluation

/// Whether blocks hold an answer of one question, by the rule that `finetune.answerMatch` names.
package struct AnswerMatching {
    private let question: TrainingQuestion
    private let corpus: LearningCorpus
    private let test: Test

    private enum Test {
        case wordpieces
        case substring([[UInt8]])
        case words(AnswerOccurrence)
    }

    package init(_ question: TrainingQuestion, corpus: LearningCorpus, by rule: FinetuneSettings.AnswerMatch) {
        self.question = question
        self.corpus = corpus
        test =
            switch rule {
            case .wordpieces: .wordpieces
            case .substring: .substring(question.written.map { Array($0.utf8) })
            case .words: .words(AnswerOccurrence(of: question.written, isRegularExpression: false))
            }
    }

    /// Whether any answer stands in the block's text; its title does not count.
    package func holds(_ block: Int) -> Bool {
        switch test {
        case .wordpieces:
            let body = corpus.body(block)
            return question.answers.contains { AnswerTokens.occur($0, in: body) }
        case .substring(let answers):
            let text = Array(corpus.store.text(of: block).utf8)
            return answers.contains { AnswerTokens.occur($0, in: text) }
        case .words(let answers):
            return answers.isHeld(by: NormalizedPassage(corpus.store.text(of: block)))
        }
    }
}
