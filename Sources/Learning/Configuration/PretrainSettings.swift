public import Realm

/// Pre-training of retriever and encoder together (REALM, section 3.3).
public struct PretrainSettings: SettingsSection {
    @Setting("How many steps are trained.", 0...)
    public var steps = 600

    @Setting("Masked sentences a step.", 1...65536)
    public var batch = 16

    @Setting("Passages read for each, the null document included.", 1...1000)
    public var candidates = 8

    @Setting("The retriever's learning rate after warm-up.", 0.0...1.0)
    public var retrieverLearningRate = 5e-5

    @Setting("The encoder's learning rate after warm-up.", 0.0...1.0)
    public var encoderLearningRate = 1e-4

    @Setting("Steps over which the learning rates rise.", 0...)
    public var warmupSteps = 50

    @Setting(
        "Sentences drawn for each one kept, so that some passages hold the masked words and some do not; 1 keeps all.",
        1...64)
    public var selection = 4

    @Setting("Whether passages are summed over once a sentence, as in the paper, or at each masked word piece.")
    public var marginalization = Marginalization.sentence

    @Setting("What teaches the retriever: the marginal likelihood, or, for research, a loss of its own.")
    public var retrieverLoss = RetrieverLoss.marginal

    @Setting("What log p(y|z,x) is divided by where it is distilled into the retriever.", 0.01...1000.0)
    public var distillationTemperature = 1.0

    @Setting(
        "A score that is learned and added to the null document's, starting here, or, for auto, where its mean p(z|x) is a "
            + "tenth; none for the paper's form.")
    public var nullOffset = NullOffset.none

    @Setting("The learning rate of that score after warm-up.", 0.0...1.0)
    public var nullOffsetLearningRate = 1e-2

    @Setting("The passage that the sentence comes from is never a candidate.")
    public var exclusion = true

    @Setting("With exclusion: nor is a passage with its text, the sentence, or twelve of its word pieces in a row.")
    public var excludesCopies = true

    @Setting("Steps between checkpoints.", 1...)
    public var checkpointEvery = 100

    @Setting("The fewest seconds between checkpoints; a step that is due sooner is passed over.", 0...86400)
    public var checkpointSeconds = 0

    @Setting("How many checkpoints are kept.", 1...1000)
    public var keepCheckpoints = 3

    @Setting("Parts that a step's batch is computed in, one after the other, to need less memory.", 1...1024)
    public var accumulate = 1

    public init() {}

    public typealias Marginalization = MarginalLikelihood.Marginalization

    /// What teaches the retriever.
    public enum RetrieverLoss: String, CaseIterable, SettingValue {
        /// The marginal likelihood, which retriever and encoder share (equation 1).
        case marginal
        /// The marginal likelihood with the encoder held fixed; the encoder has a loss of its own.
        case emdr2
        /// The divergence of p(z|x) from what the encoder's likelihoods say; the encoder has a loss of its own.
        case perplexityDistillation
    }

    /// The start of the null document's learned score.
    public enum NullOffset: SettingValue {
        /// There is none: the null document is scored like any other.
        case none
        /// It starts where the null document has a tenth of p(z|x), on average over the first queries drawn.
        case auto
        /// It starts at this value.
        case value(Double)

        public init?(setting text: String) {
            if text == "none" {
                self = .none
            } else if text == "auto" {
                self = .auto
            } else if let value = Double(setting: text) {
                self = .value(value)
            } else {
                return nil
            }
        }

        public var setting: String {
            switch self {
            case .none: "none"
            case .auto: "auto"
            case .value(let value): value.setting
            }
        }

        public static var expectation: String { "none, auto or a number" }
    }

    static let fields: [Field<Self>] = [
        Field("steps", \.$steps),
        Field("batch", \.$batch),
        Field("candidates", \.$candidates),
        Field("retrieverLearningRate", \.$retrieverLearningRate),
        Field("encoderLearningRate", \.$encoderLearningRate),
        Field("warmupSteps", \.$warmupSteps),
        Field("selection", \.$selection),
        Field("marginalization", \.$marginalization),
        Field("retrieverLoss", \.$retrieverLoss),
        Field("distillationTemperature", \.$distillationTemperature),
        Field("nullOffset", \.$nullOffset),
        Field("nullOffsetLearningRate", \.$nullOffsetLearningRate),
        Field("exclusion", \.$exclusion),
        Field("excludesCopies", \.$excludesCopies),
        Field("checkpointEvery", \.$checkpointEvery),
        Field("checkpointSeconds", \.$checkpointSeconds),
        Field("keepCheckpoints", \.$keepCheckpoints),
        Field("accumulate", \.$accumulate),
    ]
}

extension MarginalLikelihood.Marginalization: SettingValue {}
