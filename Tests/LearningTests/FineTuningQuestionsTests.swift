import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Testing

@Suite struct FineTuningQuestionsTests {
    private final class Lines { var lines: [String] = [] }

    /// Fine-tunes for a step, and returns what was reported.
    private func report(
        _ questions: [Question], development: [Question] = [], steps: Int = 1
    ) throws -> [String] {
        let project = try TinyProject(finetuned: false)
        let world = project.world
        var configuration = world.configuration
        configuration.finetune.steps = steps
        configuration.finetune.passagesFrom = .dense
        configuration.finetune.evaluateEvery = development.isEmpty ? 0 : 1
        configuration.reader.start = try world.startFolder().path
        let lines = Lines()
        try FineTuning.train(
            world.inputs("tuned", configuration, report: { lines.lines.append($0) }),
            model: ModelBundle(opening: world.folder("pretrain")), index: world.folder("pretrain/index"), lexical: nil,
            questions: questions, development: development)
        return lines.lines
    }

    private let questions = TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) }

    @Test func questionsThatChooseTheBestModelAreNotTrainedOn() throws {
        // The same question in other letters is the same.
        let choosing = questions.prefix(2).map { Question($0.text.uppercased(), answers: $0.answers) }
        let lines = try report(questions, development: choosing)
        #expect(lines.contains("not trained on, of 16 questions: 2 choose the best model"))
    }

    @Test func questionsThatTeachNothingAreTold() throws {
        let others = [
            Question("who ?", answers: [], isRegularExpression: false),
            Question("when was it", answers: ["1[0-9]+"], isRegularExpression: true),
        ]
        let lines = try report(questions + others)
        #expect(
            lines.contains(
                "not trained on, of 18 questions: 1 have regular expressions for answers, which name no span; "
                    + "1 have no words, or no answer"))
        #expect(try !report(questions).contains { $0.hasPrefix("not trained on") })
    }

    @Test func devQuestionsThatCannotChooseAreToldAndThatTheLastModelIsKept() throws {
        let pattern = Question("when was it", answers: ["1[0-9]+"], isRegularExpression: true)
        let some = try report(questions, development: [pattern, Question("who ?", answers: [])] + questions.prefix(1))
        #expect(
            some.contains(
                "not measured on, of 3 dev questions: 1 have regular expressions for answers, which name no span; "
                    + "1 have no words, or no answer"))
        #expect(!some.contains { $0.contains("the last one will be kept") })
        let none = try report(questions, development: [pattern])
        #expect(none.contains("no dev question chooses the best model; the last one will be kept"))
    }

    @Test func noQuestionToLearnFromIsAnError() throws {
        let pattern = Question("when was it", answers: ["1[0-9]+"], isRegularExpression: true)
        let problem = #expect(throws: TrainingProblem.self) { _ = try report([pattern]) }
        #expect(problem?.description.contains("of 1 questions 1 have regular expressions for answers") == true)
        _ = try report([pattern], steps: 0)
    }
}
