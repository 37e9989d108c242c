/// The kinds of checkpoints that were released with REALM (google/realm-*), as Hugging Face's classes name their tensors.
public enum ReleasedLayout: String, Sendable, CaseIterable {
    /// `RealmEmbedder`: Embed(x) and Embed(z).
    case embedder
    /// `RealmScorer`: the embedder twice over, under two names.
    case scorer
    /// `RealmKnowledgeAugEncoder`: p(y|z,x) at masks.
    case encoder
    /// `RealmReader`: p(y|z,x) of spans.
    case reader
    /// `RealmForOpenQA`: embedder, reader, and the vectors of all blocks, whose texts lie beside it.
    case openqa

    /// The layout that has tensors of these names, or nil.
    init?(names: [String]) {
        func isThere(_ prefix: String) -> Bool { names.contains { $0.hasPrefix(prefix) } }
        if isThere(Self.blockEmbeddings) {
            self = .openqa
        } else if isThere("embedder.") || isThere("query_embedder.") {
            self = .scorer
        } else if isThere("realm."), isThere("qa_outputs.") {
            self = .reader
        } else if isThere("realm."), isThere("cls.dense.") {
            self = .embedder
        } else if isThere("realm."), isThere("cls.predictions.") {
            self = .encoder
        } else {
            return nil
        }
    }

    /// The tensor of all blocks' vectors, `[blocks, width]`.
    static let blockEmbeddings = "block_emb"
    /// The file of all blocks' texts.
    static let blockRecords = "block_records.npy"

    /// The class of transformers 4.40.2 that loads it.
    var className: String {
        switch self {
        case .embedder: "RealmEmbedder"
        case .scorer: "RealmScorer"
        case .encoder: "RealmKnowledgeAugEncoder"
        case .reader: "RealmReader"
        case .openqa: "RealmForOpenQA"
        }
    }
}
