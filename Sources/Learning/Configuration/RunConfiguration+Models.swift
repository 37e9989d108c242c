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
            bert: bert, pooling: pooling == .cls ? .cls : .mean, width: width, hasPooler: pooler,
            hasLayerNorm: layerNorm, normalization: normalization == .none ? .none : .unit, scale: Float(scale))
    }
}

extension ReaderSettings {
    /// The span reader's shape over a BERT tower of the given sizes.
    public func configuration(_ bert: BertConfiguration) -> SpanReaderConfiguration {
        SpanReaderConfiguration(bert: bert, spanHiddenWidth: hiddenWidth, longestSpan: spanWidth)
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
