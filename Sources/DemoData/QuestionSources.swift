import Evaluation
import Foundation

/// A question as its source has it.
package struct SourceQuestion: Sendable {
    package var question: String
    /// The accepted answers, each once, in the source's order.
    package var answers: [String]
    package var isRegularExpression: Bool
    package var source: Source

    package init(question: String, answers: [String], isRegularExpression: Bool, source: Source) {
        self.question = question
        self.answers = answers
        self.isRegularExpression = isRegularExpression
        self.source = source
    }

    /// The data set, by the short name that the question files use.
    package enum Source: String, Codable, CaseIterable, Sendable {
        case naturalQuestions = "nq"
        case trivia
        case webQuestions = "webq"
        case curated
        case squad
        case efficientQA = "effqa"
    }

    /// All questions of all sources; of those that share a key, the first.
    package static func all(in sources: SourceFolder) throws -> [SourceQuestion] {
        var keys: Set<QuestionKey> = []
        var questions: [SourceQuestion] = []
        func add(_ question: String, _ answers: [String], _ source: Source) {
            guard keys.insert(QuestionKey(question)).inserted else { return }
            var seen: Set<String> = []
            questions.append(
                SourceQuestion(
                    question: question, answers: answers.filter { seen.insert($0).inserted },
                    isRegularExpression: source == .curated, source: source))
        }
        let topics: [(SourceFolder.File, Source)] = [
            (.naturalQuestionsDev, .naturalQuestions), (.naturalQuestionsTest, .naturalQuestions),
            (.triviaDev, .trivia), (.triviaTest, .trivia),
        ]
        for (file, source) in topics {
            for (number, fields) in try sources.fields(of: file, separatedBy: "\t", count: 2) {
                do {
                    let list = try PythonListLiteral(QuotedCell.unwrapped(fields[1]))
                    add(QuotedCell.unwrapped(fields[0]), list.strings, source)
                } catch {
                    throw DemoDataProblem.malformed(sources.location(of: file), line: number, "a list, but \(error)")
                }
            }
        }
        let records: [(SourceFolder.File, Source)] = [
            (.webQuestions, .webQuestions), (.curated, .curated), (.squad, .squad), (.efficientQA, .efficientQA),
        ]
        for (file, source) in records {
            for record in try sources.records(of: file, as: Record.self, with: "the text question and the list answer")
            { add(record.question, record.answer, source) }
        }
        return questions
    }

    private struct Record: Decodable {
        var question: String
        var answer: [String]
    }
}
