public import Bert
public import Foundation
public import Realm

extension RunConfiguration {
    /// The settings that a run was made with; the defaults for a model that is not a run.
    public static func of(run folder: URL) throws -> RunConfiguration {
        let file = RunFolder(folder).configuration
        guard FileManager.default.fileExists(atPath: file.path) else { return RunConfiguration() }
        return try RunConfiguration(contentsOf: file)
    }
}

extension EmbedderSettings {
    /// The embedder's shape over a BERT tower of the given sizes.
    public func configuration(_ bert: BertConfiguration) -> EmbedderConfiguration {
        EmbedderConfiguration(
            bert: bert, pooling: pooling, width: width, hasQueryProjection: queryProjection,
            hasPooler: pooler, hasLayerNorm: layerNorm, layerNormEpsilon: Float(layerNormEpsilon),
            normalization: normalization, scale: Float(scale))
    }
}

extension ReaderSettings {
    /// The span reader's shape over a BERT tower of the given sizes.
    public func configuration(_ bert: BertConfiguration) -> SpanReaderConfiguration {
        SpanReaderConfiguration(bert: bert, spanHiddenWidth: hiddenWidth, longestSpan: spanWidth)
    }
}

extension EmbedderSettings {
    /// What is dropped inside the tower while it trains.
    var towerDropout: TowerDropout { TowerDropout(hidden: Float(dropout), attention: Float(attentionDropout)) }

    /// Refuses inputs longer than the embedder's weights read.
    public func checkLengths(_ bert: BertConfiguration) throws(TrainingProblem) {
        try TrainingProblem.check(queryTokens, "embedder.queryTokens", bert)
        try TrainingProblem.check(documentTokens, "embedder.documentTokens", bert)
    }
}

extension EncoderSettings {
    /// What is dropped inside the tower while it trains.
    var towerDropout: TowerDropout { TowerDropout(hidden: Float(dropout), attention: Float(attentionDropout)) }

    /// Refuses inputs longer than the encoder's weights read.
    public func checkLengths(_ bert: BertConfiguration) throws(TrainingProblem) {
        try TrainingProblem.check(jointTokens, "encoder.jointTokens", bert)
    }
}

extension ReaderSettings {
    /// What is dropped inside the tower while it trains.
    var towerDropout: TowerDropout { TowerDropout(hidden: Float(dropout), attention: Float(attentionDropout)) }

    /// Refuses inputs longer than the reader's weights read.
    public func checkLengths(_ bert: BertConfiguration) throws(TrainingProblem) {
        try TrainingProblem.check(jointTokens, "reader.jointTokens", bert)
    }
}

extension TrainingProblem {
    fileprivate static func check(
        _ tokens: Int, _ setting: String, _ bert: BertConfiguration
    ) throws(TrainingProblem) {
        guard tokens > bert.longestSequence else { return }
        throw .mismatch(
            reason: "\(setting) is \(tokens), but the weights read at most \(bert.longestSequence) word pieces "
                + "(max_position_embeddings); set it to \(bert.longestSequence) or less")
    }
}

extension OptimizerSettings {
    var settings: AdamW.Settings {
        AdamW.Settings(
            beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
            clipNorm: clipNorm == 0 ? .infinity : clipNorm, correctsBias: biasCorrection)
    }
}

extension EngineSettings {
    /// How many threads compute.
    public var workers: Int { threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount }
}
