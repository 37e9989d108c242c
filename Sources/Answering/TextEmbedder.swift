import Bert
public import Foundation
public import Learning
import Realm
import Wordpieces

/// Turns texts into the vectors that the retriever compares: Embed(x) and Embed(z) (paper §3.2).
public final class TextEmbedder {
    /// What a text is to the model.
    public enum Role: String, Sendable, CaseIterable {
        /// A question or masked sentence, laid out as [CLS] x [SEP]; [MASK] in it is a mask.
        case query
        /// A passage without a title, laid out as [CLS] [SEP] z [SEP]; [MASK] in it is a word like others.
        case document
    }

    private let embedder: Embedder
    private let tokenizer: WordpieceTokenizer
    private let layout: InputLayout
    private let settings: EmbedderSettings

    /// - Parameters:
    ///   - model: a run or bundle with an embedder.
    ///   - configuration: the limits on lengths; the run's own settings when nil.
    public init(model: URL, configuration given: RunConfiguration? = nil) throws {
        let bundle = try ModelBundle(opening: model)
        let configuration = try given ?? RunConfiguration.of(run: model)
        embedder = try bundle.embedder()
        tokenizer = WordpieceTokenizer(vocabulary: bundle.vocabulary, lowercases: configuration.corpus.lowercases)
        layout = InputLayout(
            classification: bundle.vocabulary.classification, separator: bundle.vocabulary.separator)
        settings = configuration.embedder
    }

    /// One that shares the weights of a model that is open already.
    init(_ embedder: Embedder, tokenizer: WordpieceTokenizer, layout: InputLayout, settings: EmbedderSettings) {
        self.embedder = embedder
        self.tokenizer = tokenizer
        self.layout = layout
        self.settings = settings
    }

    /// The number of word pieces of a text, uncut and without [CLS] and [SEP].
    public func tokenCount(of text: String, as role: Role = .query) -> Int { ids(of: text, as: role).count }

    /// The number of elements of a vector.
    public var width: Int { embedder.configuration.embeddingWidth }

    /// A vector for each text, in their order; a text longer than the model reads is cut.
    public func embeddings(of texts: [String], as role: Role = .query) throws -> [[Float]] {
        let longest = embedder.configuration.bert.longestSequence
        let sequences = texts.lazy.map { [self] text in
            let tokens = ids(of: text, as: role)
            switch role {
            case .query: return layout.query(tokens, limit: min(settings.queryTokens, longest))
            case .document:
                return layout.document(title: [], body: tokens, limit: min(settings.documentTokens, longest))
            }
        }
        let values = try BlockEmbedder.embeddings(of: sequences, with: embedder)
        return texts.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
    }

    private func ids(of text: String, as role: Role) -> [Int32] {
        role == .query ? tokenizer.ids(ofMasked: text) : tokenizer.ids(of: text)
    }
}
