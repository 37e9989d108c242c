/// Learning to answer from questions and answers (REALM, section 4; ORQA, section 5).
public struct FinetuneSettings: SettingsSection {
    @Setting("How many steps are trained.", 0...)
    public var steps = 700

    @Setting("Questions a step.", 1...65536)
    public var batch = 8

    @Setting("Passages read for each question while training.", 1...1000)
    public var passages = 4

    @Setting("The retriever's learning rate after warm-up.", 0.0...1.0)
    public var retrieverLearningRate = 1e-4

    @Setting("The reader's learning rate after warm-up.", 0.0...1.0)
    public var readerLearningRate = 1.5e-4

    @Setting("Steps over which the learning rates rise.", 0...)
    public var warmupSteps = 50

    @Setting("Passages scored for the retriever's own loss; 0 leaves that loss out.", 0...100000)
    public var retrieverCandidates = 200

    @Setting("Which search finds the passages to read.")
    public var passagesFrom = PassageSource.hybrid

    public init() {}

    /// Which search finds the passages.
    public enum PassageSource: String, CaseIterable, SettingValue {
        /// The retriever alone.
        case dense
        /// BM25 alone.
        case lexical
        /// Both: BM25 plus reader.denseWeight times f(x, z).
        case hybrid
    }

    static let fields: [Field<Self>] = [
        Field("steps", \.$steps),
        Field("batch", \.$batch),
        Field("passages", \.$passages),
        Field("retrieverLearningRate", \.$retrieverLearningRate),
        Field("readerLearningRate", \.$readerLearningRate),
        Field("warmupSteps", \.$warmupSteps),
        Field("retrieverCandidates", \.$retrieverCandidates),
        Field("passagesFrom", \.$passagesFrom),
    ]
}
