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
        let learned = learnable(others, inputs, corpus)
        let reasons = sentence([(questions.count - others.count, "choose the best model")] + unfit(others, learned))
        guard !learned.isEmpty || questions.isEmpty || inputs.configuration.finetune.steps == 0 else {
            throw .nothingToLearnFrom(
                stage: "finetune",
                reason: "of \(questions.count) questions \(reasons); name others, with words for answers")
        }
        if !reasons.isEmpty { inputs.report("not trained on, of \(questions.count) questions: \(reasons)") }
        return learned
    }

    /// The questions that choose the best model; what is left out is told, and that none is left.
    static func choosing(
        _ questions: [Question], _ inputs: StageInputs, _ corpus: LearningCorpus
    ) -> [TrainingQuestion] {
        let fit = learnable(questions, inputs, corpus)
        let reasons = sentence(unfit(questions, fit))
        if !reasons.isEmpty { inputs.report("not measured on, of \(questions.count) dev questions: \(reasons)") }
        if fit.isEmpty { inputs.report("no dev question chooses the best model; the last one will be kept") }
        return Array(fit.prefix(inputs.configuration.finetune.evaluateQuestions))
    }

    /// Why some of the questions are no use, with how many.
    private static func unfit(_ all: [Question], _ fit: [TrainingQuestion]) -> [(Int, String)] {
        let patterns = all.count { $0.isRegularExpression }
        return [
            (patterns, "have regular expressions for answers, which name no span"),
            (all.count - patterns - fit.count, "have no words, or no answer"),
        ]
    }

    private static func sentence(_ reasons: [(Int, String)]) -> String {
        reasons.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
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
        // A question word stands for one span, whatever kind of mask the model was pre-trained with.
        var configuration = inputs.configuration
        configuration.masking.kind = .salient
        return try ClozeQuestions.make(
            MaskedQueries(corpus, configuration, beside: inputs), corpus: corpus,
            tokenizer: tokenizer(inputs, corpus), most: settings.steps * settings.batch,
            seed: inputs.configuration.engine.seed)
    }

    private static func tokenizer(_ inputs: StageInputs, _ corpus: LearningCorpus) -> WordpieceTokenizer {
        WordpieceTokenizer(vocabulary: corpus.vocabulary, lowercases: inputs.configuration.corpus.lowercases)
    }
}
