public import Foundation

/// A system's answers, one question a line, as `{"question": "…", "prediction": "…"}`, perhaps with their scores.
///
/// Where the system had no answer, the prediction is null or left out; an empty text is an answer, though seldom a right one.
/// `pyramidion eval answers --predictions` writes such files, and so do others' systems. A line that is wrong is an error,
/// for figures on a part of the questions could not be compared with others'.
public struct PredictionFile: Sendable {
    /// One line of the file.
    public struct Prediction: Sendable, Equatable {
        /// The question as it is written.
        public let question: String
        /// The answer; nil where there is none.
        public let answer: String?
        /// The scores that stand in the file; nil where it has none.
        public let score: AnswerScore?
        /// The line, counted from 1.
        public let line: Int
    }

    /// The file's path.
    public let path: String
    /// The predictions, in the order of the file.
    public private(set) var predictions: [Prediction] = []
    /// The place of each question's prediction.
    private(set) var places: [QuestionKey: Int] = [:]
    /// Whether any line has the field, be it null.
    private var holdsPredictions = false

    private init(path: String) { self.path = path }

    /// Reads a file line by line; blank lines are passed over.
    public static func read(_ url: URL) throws(PredictionProblem) -> PredictionFile {
        var file = PredictionFile(path: url.path)
        do throws(QuestionFileProblem) {
            var lines = try RecordLines(url)
            while try lines.advance() {
                do throws(QuestionLineFault) {
                    guard let text = try lines.text else { continue }
                    try file.add(text, line: lines.number)
                } catch {
                    throw .line(QuestionProblem(path: url.path, line: lines.number, fault: error))
                }
            }
        } catch {
            throw .file(error)
        }
        // A file of other records, such as questions, is no system that never answers.
        guard file.holdsPredictions else { throw .empty(path: url.path) }
        return file
    }

    private mutating func add(_ text: String, line: Int) throws(QuestionLineFault) {
        let record = try Record.decoded(Data(text.utf8))
        let key = QuestionKey(record.question)
        if let earlier = places[key] { throw .repeatedQuestion(line: predictions[earlier].line) }
        for (field, score) in [("exactMatch", record.exactMatch), ("f1", record.f1)] {
            guard let score, !(0...1).contains(score) else { continue }
            throw .field(field, "is \(score); expected \(Record.expectation(of: field))")
        }
        places[key] = predictions.count
        predictions.append(
            Prediction(question: record.question, answer: record.prediction, score: record.score, line: line))
        if record.hasPrediction { holdsPredictions = true }
    }

    private struct Record: JSONRecord {
        let question: String
        let prediction: String?
        let exactMatch, f1: Double?
        /// Whether the field is there, be it null.
        let hasPrediction: Bool

        private enum Keys: String, CodingKey { case question, prediction, exactMatch, f1 }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            question = try fields.decode(String.self, forKey: .question)
            prediction = try fields.decodeIfPresent(String.self, forKey: .prediction)
            exactMatch = try fields.decodeIfPresent(Double.self, forKey: .exactMatch)
            f1 = try fields.decodeIfPresent(Double.self, forKey: .f1)
            hasPrediction = fields.contains(.prediction)
        }

        static let example = #"{"question": "…", "prediction": "…"}"#

        static func expectation(of field: String) -> String {
            switch field {
            case "exactMatch", "f1": "a number from 0 to 1"
            case "prediction": "a string, or null where there is none"
            default: "a string"
            }
        }

        var score: AnswerScore? {
            guard let exactMatch, let f1 else { return nil }
            return AnswerScore(exactMatch: exactMatch, f1: f1)
        }
    }

    /// The answers by question, for scoring them; a question without one is not among them.
    public var answers: [QuestionKey: String] { places.compactMapValues { predictions[$0].answer } }

    /// Each question's score: by the references where some are given, else as it stands in the file.
    func scores(references: [QuestionKey: Question]?) throws(PredictionProblem) -> [AnswerScore] {
        var scores: [AnswerScore] = []
        for prediction in predictions {
            if let references {
                guard let question = references[QuestionKey(prediction.question)] else {
                    throw .withoutReference(path: path, line: prediction.line, question: prediction.question)
                }
                scores.append(
                    AnswerScore(
                        prediction.answer, references: question.answers,
                        isRegularExpression: question.isRegularExpression))
            } else {
                guard let score = prediction.score else { throw .withoutScores(path: path, line: prediction.line) }
                scores.append(score)
            }
        }
        return scores
    }
}
