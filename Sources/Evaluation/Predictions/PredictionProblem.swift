/// Files of predictions that cannot be read, scored or compared.
public enum PredictionProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be read, or a line of it is wrong.
    case file(QuestionFileProblem)
    /// The file has no line with content.
    case empty(path: String)
    /// A prediction has no scores and no references were given.
    case withoutScores(path: String, line: Int)
    /// References were given, but none for this question.
    case withoutReference(path: String, line: Int, question: String)
    /// The two files do not answer the same questions; `first` is one that the other lacks.
    case otherQuestions(before: String, after: String, onlyBefore: Int, onlyAfter: Int, first: String)

    public var description: String {
        switch self {
        case .file(let problem): problem.description
        case .empty(let path):
            "\(path): holds no predictions; expected {\"question\": \"…\", \"prediction\": \"…\"} a line"
        case .withoutScores(let path, let line):
            "\(path):\(line): no exactMatch and f1; name the question files, so that the predictions can be scored"
        case .withoutReference(let path, let line, let question):
            "\(path):\(line): \"\(question)\" is not in the question files; name those that the predictions are of"
                + (Split(of: question) == .heldout
                    ? ", with --include-heldout, for it is one of the held-out questions" : "")
        case .otherQuestions(let before, let after, let onlyBefore, let onlyAfter, let first):
            "\(before) and \(after) do not answer the same questions: \(onlyBefore) stand in the first alone and "
                + "\(onlyAfter) in the second, among them \"\(first)\"; compare predictions of one set"
        }
    }
}
