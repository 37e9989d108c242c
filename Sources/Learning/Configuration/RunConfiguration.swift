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
    /// The embedder's first lessons, before pre-training.
    public var warmstart = WarmstartSettings()
    /// The encoder's first lessons in using a passage, before pre-training.
    public var reading = ReadingSettings()
    /// Pre-training of retriever and encoder together.
    public var pretrain = PretrainSettings()
    /// When pre-training is stopped because the retriever has collapsed.
    public var alarm = AlarmSettings()
    /// Rebuilding the index while pre-training goes on.
    public var refresh = RefreshSettings()
    /// Learning to answer from questions and answers.
    public var finetune = FinetuneSettings()
    /// AdamW and the learning rate's course.
    public var optimizer = OptimizerSettings()
    /// The machine.
    public var engine = EngineSettings()

    public init() {}

    /// The sections in the order in which they are written: name, heading, settings.
    static let sections: [(name: String, heading: String, keys: [ConfigurationKey])] = [
        ("corpus", "How text becomes blocks.", ConfigurationKey.all(of: "corpus", \.corpus)),
        (
            "embedder", "The tower that turns questions and passages into vectors.",
            ConfigurationKey.all(of: "embedder", \.embedder)
        ),
        (
            "encoder", "The masked language model that reads passages: the knowledge-augmented encoder.",
            ConfigurationKey.all(of: "encoder", \.encoder)
        ),
        ("reader", "The reader that points at answers.", ConfigurationKey.all(of: "reader", \.reader)),
        ("masking", "Which words are masked in pre-training.", ConfigurationKey.all(of: "masking", \.masking)),
        (
            "warmstart", "The embedder's first lessons, before pre-training.",
            ConfigurationKey.all(of: "warmstart", \.warmstart)
        ),
        (
            "reading", "The encoder's first lessons in using a passage, before pre-training.",
            ConfigurationKey.all(of: "reading", \.reading)
        ),
        (
            "pretrain", "Pre-training of retriever and encoder together.",
            ConfigurationKey.all(of: "pretrain", \.pretrain)
        ),
        (
            "alarm", "When pre-training is stopped because the retriever has collapsed.",
            ConfigurationKey.all(of: "alarm", \.alarm)
        ),
        ("refresh", "Rebuilding the index while pre-training goes on.", ConfigurationKey.all(of: "refresh", \.refresh)),
        (
            "finetune", "Learning to answer from questions and answers.",
            ConfigurationKey.all(of: "finetune", \.finetune)
        ),
        ("optimizer", "AdamW and the course of the learning rate.", ConfigurationKey.all(of: "optimizer", \.optimizer)),
        ("engine", "The machine.", ConfigurationKey.all(of: "engine", \.engine)),
    ]

    /// Every setting, in the order in which they are written.
    static let keys: [ConfigurationKey] = sections.flatMap(\.keys)

    /// Every setting as `--set` takes it, in the same order.
    public var assignments: [(keyPath: String, text: String)] {
        Self.keys.map { (keyPath: $0.path, text: $0.text(self)) }
    }

    /// Settings that make sense alone but not together: the key concerned, and why.
    var conflict: (keyPath: String, words: String)? {
        if masking.minimumSentence > masking.maximumSentence {
            return (
                "masking.minimumSentence",
                "is \(masking.minimumSentence), more than masking.maximumSentence (\(masking.maximumSentence))"
            )
        }
        if embedder.queryProjection && embedder.width == 0 {
            return ("embedder.queryProjection", "is true, but embedder.width is 0, which leaves projections out")
        }
        if encoder.queryTokens >= encoder.jointTokens {
            return (
                "encoder.queryTokens",
                "is \(encoder.queryTokens), which leaves no room for a passage in "
                    + "encoder.jointTokens (\(encoder.jointTokens))"
            )
        }
        if reader.questionTokens >= reader.jointTokens {
            return (
                "reader.questionTokens",
                "is \(reader.questionTokens), which leaves no room for a passage in "
                    + "reader.jointTokens (\(reader.jointTokens))"
            )
        }
        return nil
    }
}
