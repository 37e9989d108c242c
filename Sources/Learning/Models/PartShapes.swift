import Bert
import Realm

/// What an embedder's `config.json` says beyond BERT's sizes.
struct EmbedderShape: Codable {
    var pooling: EmbedderConfiguration.Pooling
    var width: Int
    /// Missing in files of earlier versions, which had one projection.
    var hasQueryProjection: Bool?
    var hasPooler: Bool
    var hasLayerNorm: Bool
    var layerNormEpsilon: Float
    var normalization: EmbedderConfiguration.Normalization
    var scale: Float

    init(_ configuration: EmbedderConfiguration) {
        pooling = configuration.pooling
        width = configuration.width
        hasQueryProjection = configuration.hasQueryProjection
        hasPooler = configuration.hasPooler
        hasLayerNorm = configuration.hasLayerNorm
        layerNormEpsilon = configuration.layerNormEpsilon
        normalization = configuration.normalization
        scale = configuration.scale
    }

    func configuration(_ bert: BertConfiguration) -> EmbedderConfiguration {
        EmbedderConfiguration(
            bert: bert, pooling: pooling, width: width, hasQueryProjection: hasQueryProjection ?? false,
            hasPooler: hasPooler, hasLayerNorm: hasLayerNorm, layerNormEpsilon: layerNormEpsilon,
            normalization: normalization, scale: scale)
    }
}

/// What a reader's `config.json` says beyond BERT's sizes.
struct ReaderShape: Codable {
    var spanHiddenWidth: Int
    var longestSpan: Int
    var spanLayerNormEpsilon: Float

    init(_ configuration: SpanReaderConfiguration) {
        spanHiddenWidth = configuration.spanHiddenWidth
        longestSpan = configuration.longestSpan
        spanLayerNormEpsilon = configuration.spanLayerNormEpsilon
    }

    func configuration(_ bert: BertConfiguration) -> SpanReaderConfiguration {
        SpanReaderConfiguration(
            bert: bert, spanHiddenWidth: spanHiddenWidth, longestSpan: longestSpan,
            spanLayerNormEpsilon: spanLayerNormEpsilon)
    }
}
