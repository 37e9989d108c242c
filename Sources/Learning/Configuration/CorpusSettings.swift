/// How text becomes blocks.
public struct CorpusSettings: SettingsSection {
    @Setting("The most word pieces in a block.", 16...512)
    public var blockTokens = 288

    @Setting("Text is lower-cased and loses its accents, as uncased BERT models expect.")
    public var lowercases = true

    public init() {}

    static let fields: [Field<Self>] = [
        Field("blockTokens", \.$blockTokens),
        Field("lowercases", \.$lowercases),
    ]
}
