import DurableFiles
import Foundation

/// Writes a run's figures twice: as JSON lines, and as TensorBoard events.
struct TrainingLog {
    private let stage: String
    private let metrics: MetricsLog
    private let events: EventFile

    /// - Parameter step: how many steps were made; lines of later ones, left by a run that was ended, are dropped.
    init(folder: RunFolder, stage: String, step: Int) throws {
        self.stage = stage
        metrics = try MetricsLog(file: folder.metrics, resumingAfterStep: step)
        events = try EventFile(folder: folder.url, startingAtStep: step)
    }

    func write(step: Int, _ figures: [(String, Double)]) throws {
        try metrics.write(step: step, stage: stage, figures)
        for (name, value) in figures { try events.write(scalar: value, tag: "\(stage)/\(name)", step: step) }
    }
}
