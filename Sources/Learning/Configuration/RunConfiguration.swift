/// Every setting of a run, with the defaults of a run on two processor cores.
///
/// It is read from YAML, then changed by environment variables and by `--set`, checked at each step, and written out
/// in full to the run's folder. A setting is declared once, in its section.
public struct RunConfiguration: Equatable, Sendable {
    /// How text becomes blocks.
    public var corpus = CorpusSettings()
    /// The tower that turns questions and passages into vectors.
    public var embedder = EmbedderSettings()
    /// The masked language model that reads passages.
    public var encoder = EncoderSettings()
    /// The reader that points at answers.
    public var reader = ReaderSettings()
    /// Which words are masked.
    public var masking = MaskingSettings()
    /// The inverse cloze task, before pre-training.
    public var warmstart = WarmstartSettings()
    /// The encoder's first lessons in using a passage, before pre-training.
    public var reading = ReadingSettings()
    /// Pre-training of retriever and encoder together.
    public var pretrain = PretrainSettings()
    /// Rebuilding the index while pre-training goes on.
    public var refresh = RefreshSettings()
    /// Learning to answer from questions and answers.
    public var finetune = FinetuneSettings()
    /// AdamW and the learning rate's course.
    public var optimizer = OptimizerSettings()
    /// The machine.
    public var engine = EngineSettings()

    public init() {}

    /// The sections in the order in which they are written, each with a heading.
    static let headings: [(section: String, heading: String)] = [
        ("corpus", "How text becomes blocks."),
        ("embedder", "The tower that turns questions and passages into vectors."),
        ("encoder", "The masked language model that reads passages: the knowledge-augmented encoder."),
        ("reader", "The reader that points at answers."),
        ("masking", "Which words are masked in pre-training."),
        ("warmstart", "The inverse cloze task, before pre-training."),
        ("reading", "The encoder's first lessons in using a passage, before pre-training."),
        ("pretrain", "Pre-training of retriever and encoder together."),
        ("refresh", "Rebuilding the index while pre-training goes on."),
        ("finetune", "Learning to answer from questions and answers."),
        ("optimizer", "AdamW and the course of the learning rate."),
        ("engine", "The machine."),
    ]

    /// Every setting, in the order in which they are written.
    static let keys: [ConfigurationKey] = [
        ConfigurationKey.all(of: "corpus", \.corpus),
        ConfigurationKey.all(of: "embedder", \.embedder),
        ConfigurationKey.all(of: "encoder", \.encoder),
        ConfigurationKey.all(of: "reader", \.reader),
        ConfigurationKey.all(of: "masking", \.masking),
        ConfigurationKey.all(of: "warmstart", \.warmstart),
        ConfigurationKey.all(of: "reading", \.reading),
        ConfigurationKey.all(of: "pretrain", \.pretrain),
        ConfigurationKey.all(of: "refresh", \.refresh),
        ConfigurationKey.all(of: "finetune", \.finetune),
        ConfigurationKey.all(of: "optimizer", \.optimizer),
        ConfigurationKey.all(of: "engine", \.engine),
    ].flatMap { $0 }

    /// Settings that make sense alone but not together: the key concerned, and why.
    var conflict: (keyPath: String, words: String)? {
        if masking.minimumSentence > masking.maximumSentence {
            return (
                "masking.minimumSentence",
                "is \(masking.minimumSentence), more than masking.maximumSentence (\(masking.maximumSentence))"
            )
        }
        if encoder.queryTokens >= encoder.jointTokens {
            return (
                "encoder.queryTokens",
                "is \(encoder.queryTokens), which leaves no room for a passage in encoder.jointTokens (\(encoder.jointTokens))"
            )
        }
        return nil
    }
}
