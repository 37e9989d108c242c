import Tensors

/// Token sequences of unequal lengths laid end to end, so that nothing is computed for padding.
///
/// Activations of a packed batch have the shape `[tokens, width]`; only attention needs to know where a sequence ends.
public struct PackedSequences: Sendable, Equatable {
    /// Word-piece ids of all sequences, `[tokens]`.
    public private(set) var ids: [Int32] = []
    /// Which part of its sequence each token belongs to (BERT's segment), `[tokens]`.
    public private(set) var types: [Int32] = []
    /// Each token's place in its own sequence, `[tokens]`.
    public private(set) var positions: [Int32] = []
    /// Where each sequence starts, and at the end the number of tokens, `[sequences + 1]`.
    public private(set) var starts: [Int32] = [0]

    public init() {}

    /// The number of sequences.
    public var count: Int { starts.count - 1 }

    /// The number of tokens of all sequences.
    public var tokenCount: Int { ids.count }

    /// Adds a sequence at the end.
    public mutating func append(_ sequence: TokenSequence) {
        precondition(sequence.ids.count == sequence.types.count, "each token needs a type")
        ids += sequence.ids
        types += sequence.types
        positions += (0..<Int32(sequence.ids.count))
        starts.append(Int32(ids.count))
    }

    /// The tokens of one sequence, as a range of the packed arrays.
    public func range(of sequence: Int) -> Range<Int> { Int(starts[sequence])..<Int(starts[sequence + 1]) }

    /// Packs the sequences in their order.
    public init(_ sequences: some Sequence<TokenSequence>) {
        for sequence in sequences { append(sequence) }
    }

    /// Whether a tower of that shape can read the batch: asked before the work, for a graphics card answers an index
    /// outside a table by ending the process.
    func check(against configuration: BertConfiguration) throws(TensorError) {
        func fail(_ reason: String) -> TensorError { TensorError(operation: "BERT input", reason: reason) }
        for sequence in 0..<count {
            let tokens = range(of: sequence)
            guard (1...configuration.longestSequence).contains(tokens.count) else {
                throw fail(
                    "sequence \(sequence) has \(tokens.count) tokens; this model reads 1 to "
                        + "\(configuration.longestSequence) (max_position_embeddings); shorten it")
            }
            for token in tokens {
                guard (0..<configuration.vocabularySize).contains(Int(ids[token])) else {
                    throw fail(
                        "token \(token - tokens.lowerBound) of sequence \(sequence) has the id \(ids[token]); this model "
                            + "has \(configuration.vocabularySize) word pieces (vocab_size); use its own vocabulary")
                }
                guard (0..<configuration.sequenceTypes).contains(Int(types[token])) else {
                    throw fail(
                        "token \(token - tokens.lowerBound) of sequence \(sequence) has the type \(types[token]); this "
                            + "model has \(configuration.sequenceTypes) types (type_vocab_size)")
                }
            }
        }
    }
}

/// The tokens of one model input, special tokens included.
public struct TokenSequence: Sendable, Equatable {
    /// Word-piece ids, `[tokens]`.
    public var ids: [Int32]
    /// BERT's segment of each token, `[tokens]`.
    public var types: [Int32]

    public init(ids: [Int32], types: [Int32]) {
        self.ids = ids
        self.types = types
    }
}
