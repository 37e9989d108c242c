/// When pre-training is stopped because the retriever has collapsed (REALM, section 3.4: the cold-start problem).
public struct AlarmSettings: SettingsSection {
    @Setting("Steps in a row after which a sign of collapse ends the run; with 0 nothing ends it.", 0...)
    public var window = 100

    @Setting(
        "A sign: the entropy of p(z|x) is at most this share of the greatest possible; one passage takes all.",
        0.0...1.0)
    public var entropyFloor = 0.001

    @Setting(
        "A sign: the entropy of p(z|x) is at least this share of the greatest possible; all passages are alike.",
        0.0...2.0)
    public var entropyCeiling = 0.9999

    @Setting("A sign: the null document's share of p(z|x) is at least this; no passage is wanted any more.", 0.0...2.0)
    public var nullShare = 0.98

    @Setting(
        "A sign, and reason enough at once: recall@20 of held-out masked spans with a new index is at most this share of what "
            + "it was at the start.", 0.0...1.0)
    public var recallShare = 0.5

    public init() {}

    static let fields: [Field<Self>] = [
        Field("window", \.$window),
        Field("entropyFloor", \.$entropyFloor),
        Field("entropyCeiling", \.$entropyCeiling),
        Field("nullShare", \.$nullShare),
        Field("recallShare", \.$recallShare),
    ]
}
