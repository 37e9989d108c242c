public import Bert
public import Tensors

/// Scores of answer spans: s(z, s, e) = w · LN(ReLU(W_s h_s + W_e h_e + b)) + c (paper §3.2, fine-tuning; ORQA's head).
///
/// W_s and W_e are two halves of one linear layer whose first half serves the start and second half the end of a span.
public struct SpanReader: Module {
    public let configuration: SpanReaderConfiguration
    private let tower: BertEncoder
    private let ends: Linear
    private let norm: LayerNorm
    private let score: Linear

    /// - Parameter start: weights named as in Hugging Face's Realm reader: `realm.…` and `qa_outputs.…`.
    public init(_ configuration: SpanReaderConfiguration, _ start: Initialization) throws {
        try self.init(
            configuration, tower: BertEncoder(configuration.bert, start.under("realm.")),
            head: start.under("qa_outputs."))
    }

    /// Starts from a BERT tower with a new head.
    public init(_ configuration: SpanReaderConfiguration, tower weights: Weights) throws {
        try self.init(configuration, tower: BertEncoder(configuration.bert, .weights(weights)), head: .random())
    }

    private init(_ configuration: SpanReaderConfiguration, tower: BertEncoder, head: Initialization) throws {
        if let problem = configuration.problem { throw TensorError(operation: "span reader", reason: problem) }
        self.configuration = configuration
        self.tower = tower
        let width = configuration.spanHiddenWidth
        ends = try Linear(
            head.under("dense_intermediate."), from: configuration.bert.hiddenWidth, to: 2 * width)
        norm = try LayerNorm(
            head.under("layer_normalization."), width: width, epsilon: configuration.spanLayerNormEpsilon)
        score = try Linear(head.under("dense_output."), from: width, to: 1)
    }

    /// The scores of the candidate spans of a packed batch of joint sequences, `[spans]`.
    public func scores(
        _ batch: PackedSequences, of spans: CandidateSpans, dropout: TowerDropout = .none
    ) throws(TensorError) -> Tensor {
        let width = configuration.spanHiddenWidth
        let hidden = try ends(tower(batch, dropout: dropout))
        let starts = try hidden.narrowed(axis: 1, start: 0, length: width)
        let stops = try hidden.narrowed(axis: 1, start: width, length: width)
        let spanStarts = try starts.rows(Tensor(integers: spans.starts, shape: [spans.count]))
        let spanStops = try stops.rows(Tensor(integers: spans.ends, shape: [spans.count]))
        return try score(norm((spanStarts + spanStops).relu())).reshaped([spans.count])
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        gathered([
            ("realm", tower), ("qa_outputs.dense_intermediate", ends), ("qa_outputs.layer_normalization", norm),
            ("qa_outputs.dense_output", score),
        ])
    }
}

/// The shape of the span reader.
public struct SpanReaderConfiguration: Sendable, Equatable, Codable {
    public var bert: BertConfiguration
    /// The width of a span's representation.
    public var spanHiddenWidth: Int
    /// The most word pieces that an answer may have.
    public var longestSpan: Int
    public var spanLayerNormEpsilon: Float

    public init(
        bert: BertConfiguration, spanHiddenWidth: Int = 256, longestSpan: Int = 10, spanLayerNormEpsilon: Float = 1e-3
    ) {
        self.bert = bert
        self.spanHiddenWidth = spanHiddenWidth
        self.longestSpan = longestSpan
        self.spanLayerNormEpsilon = spanLayerNormEpsilon
    }

    /// What is impossible about this shape, or nil when all fits together.
    public var problem: String? {
        if spanHiddenWidth < 1 || spanHiddenWidth > 1 << 24 {
            return "the width of a span's representation is \(spanHiddenWidth); expected a number from 1 to \(1 << 24)"
        }
        if longestSpan < 1 { return "the longest span has \(longestSpan) word pieces; expected at least 1" }
        if !spanLayerNormEpsilon.isFinite || spanLayerNormEpsilon <= 0 {
            return "the span's layer norm epsilon is \(spanLayerNormEpsilon); expected a small number above 0, as 1e-3"
        }
        return bert.problem
    }
}
