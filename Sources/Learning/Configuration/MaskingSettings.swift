/// Which words of a sentence are masked (REALM, sections 3.4 and 4.5).
public struct MaskingSettings: SettingsSection {
    @Setting("What is masked: salient spans (names, dates), or for ablation random tokens or random spans.")
    public var kind = Kind.salient

    @Setting(
        "What is drawn evenly: sentences, and then a span of each, as in the paper; or passages, as in the paper's code."
    )
    public var drawsFrom = DrawsFrom.sentences

    @Setting("The most word pieces in a salient span.", 1...64)
    public var spanTokens = 8

    @Setting("The fewest word pieces in a sentence that is masked.", 1...512)
    public var minimumSentence = 8

    @Setting("The most word pieces in a sentence that is masked.", 1...512)
    public var maximumSentence = 48

    @Setting("The most other blocks that may hold the span: a span that is everywhere teaches nothing.", 1...)
    public var maximumOccurrences = 50

    @Setting("The share of sentences kept from training to judge by.", 0.0...0.5)
    public var heldOutShare = 0.05

    @Setting("Titles of the corpus count as names wherever they stand.")
    public var gazetteer = true

    @Setting("A JSONL file with the spans an external tagger found; empty to find them here.")
    public var spans = ""

    public init() {}

    /// What is masked.
    public enum Kind: String, CaseIterable, SettingValue {
        /// Names and dates.
        case salient
        /// 15 % of the word pieces, at random.
        case tokens
        /// Random spans, 15 % of the word pieces.
        case spans
    }

    /// Among what training draws evenly.
    public enum DrawsFrom: String, CaseIterable, SettingValue {
        /// Sentences, whose spans are drawn evenly then.
        case sentences
        /// Passages, whose spans are drawn evenly then: a passage of many sentences is asked for no more often.
        case passages
    }

    static let fields: [Field<Self>] = [
        Field("kind", \.$kind),
        Field("drawsFrom", \.$drawsFrom),
        Field("spanTokens", \.$spanTokens),
        Field("minimumSentence", \.$minimumSentence),
        Field("maximumSentence", \.$maximumSentence),
        Field("maximumOccurrences", \.$maximumOccurrences),
        Field("heldOutShare", \.$heldOutShare),
        Field("gazetteer", \.$gazetteer),
        Field("spans", \.$spans),
    ]
}
