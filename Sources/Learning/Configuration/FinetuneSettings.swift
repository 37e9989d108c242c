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

    @Setting(
        "When a passage holds an answer for the retriever's loss: by the word pieces that the reader learns to point at, "
            + "by its exact text anywhere as in the released code, or by its words.")
    public var answerMatch = AnswerMatch.wordpieces

    @Setting("Where no passage that is read holds an answer, one found further down that does is read as the last.")
    public var ensuresAnswer = false

    @Setting(
        "Steps between two rebuilds of the index, with which passages learn too; 0 keeps the index and trains the "
            + "question side alone, as in the paper.", 0...)
    public var refreshEvery = 0

    @Setting(
        "Steps between two measurements on the dev questions, of which the best model is kept; 0 keeps the last.", 0...)
    public var evaluateEvery = 0

    @Setting("The most dev questions that are measured on.", 1...1_000_000)
    public var evaluateQuestions = 200

    @Setting(
        "What makes a model the best: the official exact match of its answers, or, as in the released code, that of its "
            + "spans with an answer's word pieces.")
    public var evaluateBy = Measure.exactMatch

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

    /// When a passage holds an answer.
    public enum AnswerMatch: String, CaseIterable, SettingValue {
        /// An answer's word pieces stand there in a row, in the part that is read, as in the port of Hugging Face.
        ///
        /// What the retriever is to find is then what the reader can point at, and "5" does not stand in "1950".
        case wordpieces
        /// An answer's text stands there letter for letter, also within a word, as in the code released by Google.
        case substring
        /// An answer's words stand there in a row, letter case, accents and articles aside, as recall is measured.
        case words
    }

    /// What the best model is chosen by: the share of dev questions of which this is true.
    public enum Measure: String, CaseIterable, SettingValue {
        /// The answer's text is that of a reference, after the official normalisation.
        case exactMatch
        /// The answer's span has the word pieces of a reference.
        case spanExactMatch
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
        Field("answerMatch", \.$answerMatch),
        Field("ensuresAnswer", \.$ensuresAnswer),
        Field("refreshEvery", \.$refreshEvery),
        Field("evaluateEvery", \.$evaluateEvery),
        Field("evaluateQuestions", \.$evaluateQuestions),
        Field("evaluateBy", \.$evaluateBy),
    ]
}
