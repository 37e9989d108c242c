/// The task which teaches the embedder before pre-training (REALM, section 3.4).
public struct WarmstartSettings: SettingsSection {
    @Setting("What the embedder learns: to find a sentence's passage, or one that shares a rare run of words.")
    public var task = Task.inverseCloze

    @Setting("How many steps are trained.", 0...)
    public var steps = 1200

    @Setting("Sentences a step; each block of the batch is a wrong answer for the others' sentences.", 2...65536)
    public var batch = 96

    @Setting("The learning rate after warm-up.", 0.0...1.0)
    public var learningRate = 4e-4

    @Setting("Steps over which the learning rate rises.", 0...)
    public var warmupSteps = 50

    @Setting("The share of blocks from which the sentence asked for is not removed.", 0.0...1.0)
    public var keepShare = 0.1

    @Setting("The share of queries around a recurring span that keep the span.", 0.0...1.0)
    public var keepSpanShare = 0.5

    public init() {}

    /// What the embedder learns.
    public enum Task: String, CaseIterable, SettingValue {
        /// Which passage a sentence was taken from (Lee et al. 2019).
        case inverseCloze
        /// Which other passage of a document shares a rare run of words (Ram et al. 2022, Spider).
        case recurringSpans
    }

    static let fields: [Field<Self>] = [
        Field("task", \.$task),
        Field("steps", \.$steps),
        Field("batch", \.$batch),
        Field("learningRate", \.$learningRate),
        Field("warmupSteps", \.$warmupSteps),
        Field("keepShare", \.$keepShare),
        Field("keepSpanShare", \.$keepSpanShare),
    ]
}
