public import Tensors

/// The input layer of BERT: the sum of a word piece's, a position's and a segment's vector, normalised.
public struct BertEmbeddings: Module {
    /// `[vocabulary, hidden]`; the masked-token head uses the same table.
    public let words: Tensor
    /// `[longest sequence, hidden]`.
    public let positions: Tensor
    /// `[types, hidden]`.
    public let types: Tensor
    public let norm: LayerNorm

    public init(_ configuration: BertConfiguration, _ start: Initialization) throws {
        let width = configuration.hiddenWidth
        words = try start.matrix("word_embeddings.weight", [configuration.vocabularySize, width])
        positions = try start.matrix("position_embeddings.weight", [configuration.longestSequence, width])
        types = try start.matrix("token_type_embeddings.weight", [configuration.sequenceTypes, width])
        norm = try LayerNorm(start.under("LayerNorm."), width: width, epsilon: configuration.layerNormEpsilon)
    }

    /// A packed batch -> `[tokens, hidden]`.
    public func callAsFunction(_ batch: PackedSequences) throws(TensorError) -> Tensor {
        let sum =
            try words.embedding(Self.indices(batch.ids))
            + types.embedding(Self.indices(batch.types))
            + positions.embedding(Self.indices(batch.positions))
        return try norm(sum)
    }

    private static func indices(_ values: [Int32]) throws(TensorError) -> Tensor {
        try Tensor(integers: values.map(Int64.init), shape: [values.count])
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        [
            ("word_embeddings.weight", words), ("position_embeddings.weight", positions),
            ("token_type_embeddings.weight", types),
        ] + gathered([("LayerNorm", norm)])
    }
}
