/// The encoder's first lessons: passages that hold the masked words, then such passages beside others.
public struct ReadingSettings: SettingsSection {
    @Setting("Steps with one passage that holds the masked words.", 0...)
    public var oracleSteps = 1500

    @Setting("Steps with such a passage and one that does not hold them.", 0...)
    public var distractorSteps = 1500

    @Setting("Masked sentences a step.", 1...65536)
    public var batch = 16

    @Setting("The learning rate after warm-up.", 0.0...1.0)
    public var learningRate = 4e-4

    @Setting("Steps over which the learning rate rises.", 0...)
    public var warmupSteps = 50

    public init() {}

    static let fields: [Field<Self>] = [
        Field("oracleSteps", \.$oracleSteps),
        Field("distractorSteps", \.$distractorSteps),
        Field("batch", \.$batch),
        Field("learningRate", \.$learningRate),
        Field("warmupSteps", \.$warmupSteps),
    ]
}
