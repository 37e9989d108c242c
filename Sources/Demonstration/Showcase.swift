public import Answering
import Evaluation
import Foundation
import Learning

/// What the demonstration shows a person: questions answered, and blanks filled.
public struct Showcase: Codable, Sendable {
    public struct Answered: Codable, Sendable {
        public let question: String
        /// What the question's source gives as right answers.
        public let expected: [String]
        public let answer: Response.Answer?
        public let passages: [Passage]
    }

    public struct Filled: Codable, Sendable {
        public let text: String
        public let expected: String
        public let withRetrieval: [[MaskFiller.WordPieceProbability]]
        public let withoutRetrieval: [[MaskFiller.WordPieceProbability]]
        public let passages: [Passage]
        public let nullProbability: Double
    }

    public var answered: [Answered] = []
    public var filled: [Filled] = []
}

extension Demonstration {
    /// The paper's own sentence (figure 1), of which "pyramidion" is the answer.
    private static let paperSentence = (
        text: "The [MASK][MASK] on top allows for less material higher up the pyramid.", expected: "pyramidion"
    )

    /// Five test questions, taken at even distances so that nobody picks them, and two blanks.
    func showAnswers() throws -> Showcase {
        try kept("answers shown", inputs: readerSettings + material(), file: "showcase.json") {
            var showcase = Showcase()
            let answerer = try Answerer(project: project)
            let test = try QuestionFile.read(questions).questions
                .filter { $0.tier == 1 && (plan.size == .quick || $0.split == .test) && !$0.isRegularExpression }
            for number in 0..<min(5, test.count) {
                let question = test[number * test.count / min(5, test.count)]
                let response = try answerer.answer(question.text)
                showcase.answered.append(
                    Showcase.Answered(
                        question: question.text, expected: question.answers, answer: response.answers.first,
                        passages: response.passages))
            }
            let filler = try MaskFiller(model: project.pretrain, corpus: project.corpus, index: project.index)
            var blanks = [Self.paperSentence]
            blanks += try heldOutBlanks(filler)
            for (text, expected) in blanks {
                let filling = try filler.fill(text)
                showcase.filled.append(
                    Showcase.Filled(
                        text: text, expected: expected, withRetrieval: filling.withRetrieval,
                        withoutRetrieval: filling.withoutRetrieval, passages: filling.passages,
                        nullProbability: filling.nullProbability))
            }
            return showcase
        }
    }

    /// A held-out sentence of the corpus with a one-piece blank: the first whose sentence is short enough to read.
    private func heldOutBlanks(_ filler: MaskFiller) throws -> [(text: String, expected: String)] {
        let configuration = try RunConfiguration.of(run: project.pretrain)
        let inputs = StageInputs(
            corpus: project.corpus, run: project.pretrain, configuration: configuration, progress: { _, _ in },
            report: say)
        let blanks = try HeldOutBlank.all(inputs, vocabulary: ModelBundle(opening: project.pretrain).vocabulary)
        return blanks.filter { $0.masks == 1 && $0.text.count < 160 }.prefix(1).map { ($0.text, $0.answer) }
    }
}
