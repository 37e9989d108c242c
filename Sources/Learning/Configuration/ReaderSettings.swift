/// The span reader of fine-tuning (REALM, section 3.2; ORQA, section 4).
public struct ReaderSettings: SettingsSection {
    @Setting("The folder of the weights to start from; empty for the pre-trained encoder's.")
    public var start = ""

    @Setting("The most word pieces of question and passage together, [CLS] and [SEP] included.", 16...512)
    public var jointTokens = 320

    @Setting("The most word pieces of a question, [CLS] and [SEP] included.", 8...256)
    public var questionTokens = 64

    @Setting("The most word pieces in an answer.", 1...64)
    public var spanWidth = 10

    @Setting("Answers begin and end with whole words; the paper's code also lets them begin and end inside a word.")
    public var wholeWords = true

    @Setting(
        "Spans that say the same are one answer with their probabilities added; else, as in the paper's code, each is its own."
    )
    public var mergesAnswers = true

    @Setting("A span of punctuation alone is no answer; in the paper's code it may be one.")
    public var skipsPunctuation = true

    @Setting("The width of the hidden layer that scores spans.", 1...8192)
    public var hiddenWidth = 256

    @Setting("The passage's title is read before its text.")
    public var readsTitle = true

    @Setting("How many passages are read to answer a question.", 1...1000)
    public var passages = 5

    @Setting(
        "A span is probable among those of all passages, f(x, z) added, as in the paper's code; or among its passage's, times p(z|x), as in the paper."
    )
    public var normalization = Normalization.joint

    @Setting(
        "How much of the retriever's score f(x, z) is added to a span's score; the paper adds all of it.", 0.0...100.0)
    public var relevanceScale = 1.0

    @Setting(
        "Word pieces of a block and of its neighbours in the document, read together; 0 reads the block alone.", 0...512
    )
    public var contextTokens = 0

    @Setting("How much of the retriever's score f(x, z) is added to BM25's score in hybrid search.", 0.0...100.0)
    public var denseWeight = 0.5

    @Setting("The share of activations dropped while training.", 0.0...0.9)
    public var dropout = 0.0

    @Setting("The share of attention probabilities dropped while training; it slows attention down.", 0.0...0.9)
    public var attentionDropout = 0.0

    public init() {}

    /// Among which spans a span's probability is shared.
    public enum Normalization: String, CaseIterable, SettingValue {
        /// Those of all passages that are read.
        case joint
        /// Those of its own passage.
        case passage
    }

    static let fields: [Field<Self>] = [
        Field("start", \.$start),
        Field("jointTokens", \.$jointTokens),
        Field("questionTokens", \.$questionTokens),
        Field("spanWidth", \.$spanWidth),
        Field("wholeWords", \.$wholeWords),
        Field("mergesAnswers", \.$mergesAnswers),
        Field("skipsPunctuation", \.$skipsPunctuation),
        Field("hiddenWidth", \.$hiddenWidth),
        Field("readsTitle", \.$readsTitle),
        Field("passages", \.$passages),
        Field("normalization", \.$normalization),
        Field("relevanceScale", \.$relevanceScale),
        Field("contextTokens", \.$contextTokens),
        Field("denseWeight", \.$denseWeight),
        Field("dropout", \.$dropout),
        Field("attentionDropout", \.$attentionDropout),
    ]
}
