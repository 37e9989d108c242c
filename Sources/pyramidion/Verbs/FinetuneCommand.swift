import ArgumentParser
import Evaluation
import Foundation
import Learning

/// `pyramidion finetune`: learns to answer from questions and answers (paper §3.2, §4).
struct FinetuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Teach retriever and span reader to answer, from questions with their answers.",
        discussion: """
            The index stays as it is; the query side of the retriever learns, and a reader from the weights in \
            reader.start. With finetune.refreshEvery the index is rebuilt in the run's folder, and passages learn too. With \
            finetune.evaluateEvery the model that answers most questions of the part dev is kept. Settings that are not \
            named are those of the model's run; with --keep-reader, those of the section reader are that run's. Typed \
            again, the command goes on.

            Example:
              pyramidion finetune --corpus corpus --model pretrain --index pretrain/index --lexical lexical \\
                --questions questions.jsonl --out finetune
            """)

    @Option(help: ArgumentHelp("The run or model whose retriever is used.", valueName: "run"))
    var model: URL

    @Option(help: ArgumentHelp("The model's index of the corpus.", valueName: "dir"))
    var index: URL

    @Option(help: ArgumentHelp("The corpus's lexical index, for passages from BM25.", valueName: "dir"))
    var lexical: URL?

    @Option(help: ArgumentHelp("Use the reader of this run as it is; only the retriever learns.", valueName: "run"))
    var keepReader: URL?

    @Flag(help: "Learn from sentences of the corpus with a span left out, without any questions.")
    var cloze = false

    @OptionGroup var questions: QuestionOptions

    func validate() throws {
        guard cloze != questions.isGiven else {
            throw ValidationError("name question files with --questions, or use --cloze")
        }
    }

    @OptionGroup var training: TrainingOptions

    func run() throws {
        let bundle = try ModelBundle(opening: model)
        let reader = try keepReader.map { try ModelBundle(opening: $0) }
        let chosen =
            cloze
            ? nil
            : try questions.questions(usual: .train, keepingRepeats: true) { StandardError.write($0 + "\n") }.questions
        var base = try RunConfiguration.of(run: model)
        if let keepReader { base.reader = try RunConfiguration.of(run: keepReader).reader }
        // Without BM25 there is only one way to find passages.
        if lexical == nil { base.finetune.passagesFrom = .dense }
        try training.run("finetune", over: base) { inputs in
            let measures = inputs.configuration.finetune.evaluateEvery > 0 && !cloze
            try FineTuning.train(
                inputs, model: bundle, index: index, lexical: lexical, reader: reader, questions: chosen,
                development: measures ? questions.development() : [])
        }
    }
}
