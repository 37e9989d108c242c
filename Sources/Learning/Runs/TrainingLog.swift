import DurableFiles
import Foundation

/// Writes a run's figures twice: as JSON lines, and as TensorBoard events.
struct TrainingLog {
    private let stage: String
    private let metrics: MetricsLog
    private let events: EventFile

    /// - Parameter step: how many steps were made, nil at the very start; lines of later ones, left by a run that was
    ///   ended, are dropped.
    init(folder: RunFolder, stage: String, step: Int?) throws {
        self.stage = stage
        metrics = try MetricsLog(folder.metrics, stage: stage, resumingAfter: step ?? 0)
        events = try EventFile(in: folder.url, resumingAfter: step)
    }

    func write(step: Int, _ figures: [(String, Double)]) throws {
        try metrics.append(step: step, stage: stage, figures)
        try events.append(step: step, figures.map { ("\(stage)/\($0.0)", $0.1) })
    }

    /// Waits until the disk has every line: a checkpoint must not be ahead of its log.
    func flush() throws { try metrics.flush() }
}
