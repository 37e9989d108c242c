import Evaluation

/// The questions that a verb was asked to take, and what of the files is not among them.
struct ChosenQuestions {
    let questions: [Question]
    /// The held-out questions of the files, where nobody asked for them.
    let heldOut: Int
    /// Lines, or elements of a document, that hold no question.
    let leftOut: Int
    /// Questions of the part that were asked before, as `QuestionKey` tells; predictions are joined by it.
    let repeated: Int
}

/// No question of the files is of the part asked for.
struct NoQuestions: Error, CustomStringConvertible {
    let files: [String]
    let part: String
    let tiers: [Int]
    let read: Int
    let heldOut: Int

    var description: String {
        let tier = tiers.isEmpty ? "" : " and tier \(tiers.map(String.init).joined(separator: ", "))"
        let others = heldOut == 0 ? "" : ", and \(heldOut) more are held out (--include-heldout)"
        return "\(files.joined(separator: ", ")): none of the \(read) questions is of part \(part)\(tier)\(others); "
            + "name another with --part, or more files"
    }
}
