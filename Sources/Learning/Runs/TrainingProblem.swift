public import Foundation

/// A training run cannot start or go on.
public enum TrainingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// `what` is the loss, or a model's gradient.
    case notANumber(what: String, stage: String, step: Int, run: URL)
    /// The retriever has collapsed; `words` say how that shows.
    case collapsed(sign: String, words: String, stage: String, step: Int, run: URL)
    case otherInputs(stage: String, run: URL)
    /// Another process holds the run.
    case busy(run: URL)
    case nothingToLearnFrom(stage: String, reason: String)
    case mismatch(reason: String)

    /// What the log calls it, if it is something that training itself came to.
    var alarm: String? {
        switch self {
        case .notANumber(let what, _, _, _): "alarm.\(what == "loss" ? "loss" : "gradient")"
        case .collapsed(let sign, _, _, _, _): "alarm.\(sign)"
        default: nil
        }
    }

    public var description: String {
        switch self {
        case .notANumber(let what, let stage, let step, let run):
            "\(run.path): the \(what) is not a number at step \(step) of \(stage); the last checkpoint is kept as it was; "
                + "start in another folder with a lower learning rate"
        case .collapsed(_, let words, let stage, let step, let run):
            "\(run.path): the retriever has collapsed at step \(step) of \(stage): \(words); the last checkpoint is "
                + "from before that; start in another folder with a lower pretrain.retrieverLearningRate or a longer warm "
                + "start (settings in section alarm say when this is noticed)"
        case .otherInputs(let stage, let run):
            "\(run.path): the checkpoint there is not of this \(stage) "
                + "(other corpus, start weights or settings); name another folder or remove it"
        case .busy(let run):
            "\(run.path): another process trains this run; wait for it or end it"
        case .nothingToLearnFrom(let stage, let reason):
            "nothing to learn from in \(stage): \(reason)"
        case .mismatch(let reason):
            reason
        }
    }
}
