import Realm

/// Weights that are there already have a shape; settings can only describe it.
extension StageInputs {
    /// The same with settings that describe the weights, so that the run's `config.yaml` claims nothing else.
    ///
    /// A setting that said otherwise is reported.
    /// - Parameter reader: one that is used as it is.
    func describing(_ embedder: Embedder, reader: SpanReader? = nil) -> StageInputs {
        var inputs = self
        inputs.configuration.embedder.take(embedder.configuration)
        if let reader { inputs.configuration.reader.take(reader.configuration) }
        for key in RunConfiguration.keys {
            let (described, given) = (key.text(inputs.configuration), key.text(configuration))
            if described != given { report("\(key.path) is \(described) in the weights; \(given) is left aside") }
        }
        return inputs
    }
}

extension EmbedderSettings {
    /// Takes over the shape of weights.
    ///
    /// A number that means the same to them stays as it is written.
    fileprivate mutating func take(_ shape: EmbedderConfiguration) {
        pooling = shape.pooling
        width = shape.width
        queryProjection = shape.hasQueryProjection
        pooler = shape.hasPooler
        layerNorm = shape.hasLayerNorm
        normalization = shape.normalization
        if Float(layerNormEpsilon) != shape.layerNormEpsilon { layerNormEpsilon = shape.layerNormEpsilon.asWritten }
        if Float(scale) != shape.scale { scale = shape.scale.asWritten }
    }
}

extension Float {
    /// The number that its shortest decimal form stands for: 1e-12, and not the 9.99999996e-13 that is nearest to it.
    fileprivate var asWritten: Double { Double("\(self)") ?? Double(self) }
}

extension ReaderSettings {
    fileprivate mutating func take(_ shape: SpanReaderConfiguration) {
        hiddenWidth = shape.spanHiddenWidth
        spanWidth = shape.longestSpan
    }
}
