public import Bert
public import Tensors

/// p(y_j | z, x): a BERT that reads the query and a document together and fills the masks.
///
/// Paper §3.2, equation 2.
/// p(y|z,x) = Π_j p(y_j|z,x), p(y_j|z,x) ∝ exp(w_jᵀ BERT_MASK(j)(join(x, z_body))).
public struct KnowledgeAugmentedEncoder: Module {
    public let configuration: BertConfiguration
    private let tower: BertEncoder
    private let head: MaskedTokenHead

    /// - Parameter start: weights named as in Hugging Face's Realm encoder: `realm.…` and `cls.predictions.…`.
    public init(_ configuration: BertConfiguration, _ start: Initialization) throws {
        self.configuration = configuration
        tower = try BertEncoder(configuration, start.under("realm."))
        head = try MaskedTokenHead(configuration, start.under("cls.predictions."))
    }

    /// Starts from a BERT tower; its masked-token head is taken too where the checkpoint has one, else drawn anew.
    public init(_ configuration: BertConfiguration, tower weights: Weights, head headWeights: Weights?) throws {
        self.configuration = configuration
        tower = try BertEncoder(configuration, .weights(weights))
        head = try MaskedTokenHead(configuration, headWeights.map(Initialization.weights) ?? .random())
    }

    /// Logits at chosen positions, `[positions, vocabulary]`; last layer and head are computed for no other position.
    /// - Parameter positions: places in the packed batch, rising, `[positions]`.
    public func logits(
        _ batch: PackedSequences, at positions: [Int], dropout: TowerDropout = .none
    ) throws(TensorError) -> Tensor {
        let hidden = try tower(batch, rows: ChosenRows(positions, of: batch.starts), dropout: dropout)
        return try head.logits(hidden, wordEmbeddings: tower.embeddings.words)
    }

    /// log p(y_j|z,x) at chosen positions, `[positions]`.
    /// - Parameters:
    ///   - positions: places in the packed batch, rising, `[positions]`.
    ///   - targets: the word piece behind the mask at each position, `[positions]`.
    /// - Throws: `TensorError` when a target is no word piece of the vocabulary, or there is not one a position.
    public func logLikelihoods(
        _ batch: PackedSequences, at positions: [Int], targets: [Int32], dropout: TowerDropout = .none
    ) throws(TensorError) -> Tensor {
        try predictions(batch, at: positions, targets: targets, dropout: dropout).logLikelihoods
    }

    /// The same with the logits behind them, `[positions, vocabulary]`, which carry no gradient.
    public func predictions(
        _ batch: PackedSequences, at positions: [Int], targets: [Int32], dropout: TowerDropout = .none
    ) throws(TensorError) -> (logLikelihoods: Tensor, logits: Tensor) {
        for target in targets where !(0..<configuration.vocabularySize).contains(Int(target)) {
            // Libtorch takes some negative targets for "no target here" and would leave them out in silence.
            throw TensorError(
                operation: "masked-token likelihood",
                reason: "target \(target) is not one of the \(configuration.vocabularySize) word pieces (vocab_size)")
        }
        let indices = try Tensor(integers: targets.map(Int64.init), shape: [targets.count])
        let logits = try logits(batch, at: positions, dropout: dropout)
        return (try -logits.crossEntropy(targets: indices), try logits.detached())
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        gathered([("realm", tower), ("cls.predictions", head)])
    }
}
