import Corpora
import DurableFiles
import Realm
public import Wordpieces

/// The stage before pre-training: an embedder that finds the block of a sentence, an encoder that can use a document.
public enum WarmStart {
    /// Trains an embedder by the task in `warmstart.task`, starting from `embedder.start`.
    public static func trainEmbedder(_ inputs: StageInputs, vocabulary: Vocabulary) throws {
        let configuration = inputs.configuration
        let corpus = try inputs.learningCorpus(vocabulary)
        let (start, fingerprint) = try StageInputs.start(configuration.embedder.start, setting: "embedder.start")
        try start.check(vocabulary, configuration.embedder.start)
        try configuration.embedder.checkLengths(start.configuration)
        try inputs.seed()
        let embedder = try Embedder(
            configuration.embedder.configuration(start.configuration), tower: start.tower)
        try inputs.trainingRun(corpus, from: [fingerprint]).train(embedderTask(embedder, corpus, inputs))
    }

    /// Goes on training the embedder of a run by the same task: the control for pre-training.
    public static func continueEmbedder(_ inputs: StageInputs, from bundle: ModelBundle) throws {
        let corpus = try inputs.learningCorpus(bundle.vocabulary)
        let embedder = try bundle.embedder()
        let inputs = inputs.describing(embedder)
        try inputs.configuration.embedder.checkLengths(embedder.configuration.bert)
        try inputs.trainingRun(corpus, from: [bundle.embedderFingerprint().hexadecimal])
            .train(embedderTask(embedder, corpus, inputs))
    }

    /// The task that the settings name.
    private static func embedderTask(
        _ embedder: Embedder, _ corpus: LearningCorpus, _ inputs: StageInputs
    ) throws -> any TrainingTask {
        switch inputs.configuration.warmstart.task {
        case .inverseCloze:
            return try InverseClozeTask(embedder: embedder, corpus: corpus, configuration: inputs.configuration)
        case .recurringSpans:
            inputs.report("finding runs of words that return in other passages of \(corpus.store.count) blocks")
            return try RecurringSpanTask(embedder: embedder, corpus: corpus, configuration: inputs.configuration)
        }
    }

    /// Teaches an encoder to fill masks with the help of a document, starting from `encoder.start`.
    public static func trainEncoder(_ inputs: StageInputs, vocabulary: Vocabulary) throws {
        let configuration = inputs.configuration
        let corpus = try inputs.learningCorpus(vocabulary)
        let (start, fingerprint) = try StageInputs.start(configuration.encoder.start, setting: "encoder.start")
        try start.check(vocabulary, configuration.encoder.start)
        try configuration.encoder.checkLengths(start.configuration)
        try inputs.seed()
        if start.head == nil {
            inputs.report("\(configuration.encoder.start) has no masked-token head; one is trained from fresh values")
        }
        let encoder = try KnowledgeAugmentedEncoder(start.configuration, tower: start.tower, head: start.head)
        let queries = try MaskedQueries(corpus, configuration, beside: inputs)
        let task = try ReadingTask(encoder: encoder, corpus: corpus, queries: queries, configuration: configuration)
        try inputs.trainingRun(corpus, from: [fingerprint], queries: queries).train(task)
    }
}
