import Bert
public import Corpora
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
        /// A passage, laid out as [CLS] title [SEP] z [SEP]; [MASK] in it is a word like others.
        case document
    }

    private let embedder: Embedder
    private let tokenizer: WordpieceTokenizer
    private let layout: InputLayout
    private let settings: EmbedderSettings
    private let blockTokens: Int
    /// Cuts titles as those of a corpus are.
    private lazy var titles = BlockBuilder(
        tokenizer: tokenizer,
        blockTokens: min(
            max(blockTokens, BlockOptions.allowedBlockTokens.lowerBound), BlockOptions.allowedBlockTokens.upperBound))

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
        blockTokens = configuration.corpus.blockTokens
    }

    /// One that shares the weights of a model that is open already.
    /// - Parameter blockTokens: those of its corpus.
    init(
        _ embedder: Embedder, tokenizer: WordpieceTokenizer, layout: InputLayout, settings: EmbedderSettings,
        blockTokens: Int
    ) {
        self.embedder = embedder
        self.tokenizer = tokenizer
        self.layout = layout
        self.settings = settings
        self.blockTokens = blockTokens
    }

    /// The number of word pieces of a text, uncut and without [CLS] and [SEP].
    public func tokenCount(of text: String, as role: Role = .query) -> Int { ids(of: text, as: role).count }

    /// The number of elements of a vector.
    public var width: Int { embedder.configuration.embeddingWidth }

    /// A vector for each text, in their order; a text longer than the model reads is cut.
    public func embeddings(of texts: [String], as role: Role = .query) throws -> [[Float]] {
        guard role == .query else { return try embeddings(of: texts.map { Document(title: "", text: $0) }) }
        let limit = min(settings.queryTokens, embedder.configuration.bert.longestSequence)
        return try vectors(of: texts.map { layout.query(ids(of: $0, as: .query), limit: limit) }, as: .query)
    }

    /// A vector for each document, in their order, laid out with its title as the blocks of a corpus are; one longer than
    /// the model reads is cut.
    public func embeddings(of documents: [Document]) throws -> [[Float]] {
        let limit = min(settings.documentTokens, embedder.configuration.bert.longestSequence)
        return try vectors(
            of: documents.map { document in
                let title = document.title.isEmpty ? [] : titles.titleTokens(of: document.title)
                return layout.document(
                    title: title.map { Int32($0) }, body: ids(of: document.text, as: .document), limit: limit)
            }, as: .document)
    }

    private func vectors(of sequences: [TokenSequence], as role: Embedder.Role) throws -> [[Float]] {
        let values = try BlockEmbedder.embeddings(of: sequences, as: role, with: embedder)
        return sequences.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
    }

    private func ids(of text: String, as role: Role) -> [Int32] {
        role == .query ? tokenizer.ids(ofMasked: text) : tokenizer.ids(of: text)
    }
}
