import DurableFiles
import Evaluation
import Wordpieces

/// Which questions are trained on, and which choose the best model.
extension FineTuning {
    /// The questions to train on as word pieces, without those that choose the best model; what is left out is told.
    static func training(
        _ questions: [Question], besides chosenBy: [TrainingQuestion], _ inputs: StageInputs, _ corpus: LearningCorpus
    ) throws(TrainingProblem) -> [TrainingQuestion] {
        let choosing = Set(chosenBy.map { QuestionKey($0.text) })
        let others = choosing.isEmpty ? questions : questions.filter { !choosing.contains(QuestionKey($0.text)) }
        let patterns = others.count { $0.isRegularExpression }
        let learned = learnable(others, inputs, corpus)
        let reasons = [
            (questions.count - others.count, "choose the best model"),
            (patterns, "have regular expressions for answers, which name no span"),
            (others.count - patterns - learned.count, "have no words, or no answer"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
        guard !learned.isEmpty || questions.isEmpty || inputs.configuration.finetune.steps == 0 else {
            throw .nothingToLearnFrom(
                stage: "finetune",
                reason: "of \(questions.count) questions \(reasons); name others, with words for answers")
        }
        if !reasons.isEmpty { inputs.report("not trained on, of \(questions.count) questions: \(reasons)") }
        return learned
    }

    /// The questions that choose the best model.
    static func choosing(
        _ questions: [Question], _ inputs: StageInputs, _ corpus: LearningCorpus
    ) -> [TrainingQuestion] {
        Array(learnable(questions, inputs, corpus).prefix(inputs.configuration.finetune.evaluateQuestions))
    }

    /// Questions as word pieces, those with words for answers.
    private static func learnable(
        _ questions: [Question], _ inputs: StageInputs, _ corpus: LearningCorpus
    ) -> [TrainingQuestion] {
        let tokenizer = tokenizer(inputs, corpus)
        return questions.filter { !$0.isRegularExpression }
            .map { question in
                TrainingQuestion(
                    text: question.text, tokens: tokenizer.ids(of: question.text),
                    answers: question.answers.map(tokenizer.ids(of:)), written: question.answers)
            }
            .filter { !$0.answers.isEmpty && !$0.tokens.isEmpty }
    }

    /// Questions made of the corpus's own sentences, as many as the steps will see.
    static func cloze(_ inputs: StageInputs, _ corpus: LearningCorpus) throws -> [TrainingQuestion] {
        let settings = inputs.configuration.finetune
        guard settings.steps > 0 else { return [] }
        return try ClozeQuestions.make(
            MaskedQueries(corpus, inputs.configuration, beside: inputs), corpus: corpus,
            tokenizer: tokenizer(inputs, corpus), most: settings.steps * settings.batch,
            seed: inputs.configuration.engine.seed)
    }

    private static func tokenizer(_ inputs: StageInputs, _ corpus: LearningCorpus) -> WordpieceTokenizer {
        WordpieceTokenizer(vocabulary: corpus.vocabulary, lowercases: inputs.configuration.corpus.lowercases)
    }
}
