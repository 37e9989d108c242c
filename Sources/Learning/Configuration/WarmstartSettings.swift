/// The inverse cloze task, which teaches the embedder before pre-training (REALM, section 3.4).
public struct WarmstartSettings: SettingsSection {
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

    public init() {}

    static let fields: [Field<Self>] = [
        Field("steps", \.$steps),
        Field("batch", \.$batch),
        Field("learningRate", \.$learningRate),
        Field("warmupSteps", \.$warmupSteps),
        Field("keepShare", \.$keepShare),
    ]
}
