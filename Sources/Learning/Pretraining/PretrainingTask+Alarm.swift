import Tensors

/// What the watch over the retriever makes of new indexes and of the run's end.
extension PretrainingTask {
    static let startRecall = "startRecall"

    /// Compares what a new index finds with what the first one found, which the checkpoints remember.
    func watchRecall(_ recall: Double, _ step: Int) throws(TrainingProblem) {
        let scale = 1e6
        guard let start = memory[Self.startRecall] else {
            memory[Self.startRecall] = Int(recall * scale)
            return
        }
        try stop(for: watch.see(recall: recall, start: Double(start) / scale, step: step), at: step)
    }

    /// Ends the training with the collapse as its reason, if there is one.
    func stop(for collapse: RetrieverWatch.Collapse?, at step: Int) throws(TrainingProblem) {
        guard let collapse else { return }
        throw .collapsed(
            sign: collapse.sign.rawValue, words: collapse.words, stage: stage, step: step, run: run.url)
    }

    /// A run that ends while its retriever looks collapsed is kept, with a word of warning.
    func doubts() -> [(String, Double)] {
        guard let sign = watch.sign else { return [] }
        report("the run ends while its retriever looks collapsed (\(sign.rawValue)); see the settings in section alarm")
        return [("alarm.\(sign.rawValue)", 1)]
    }
}
