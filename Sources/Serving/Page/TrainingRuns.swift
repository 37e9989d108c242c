import Foundation
import Learning
import Synchronization

/// The training runs that the page shows, live: what a run logs is read again when there is more of it.
final class TrainingRuns: Sendable {
    private struct Picture {
        let bytes: Int
        let svg: String
        let last: MetricsLine?
    }

    private let runs: [(name: String, folder: URL)]
    private let pictures = Mutex<[String: Picture]>([:])

    init(_ runs: [(name: String, folder: URL)]) { self.runs = runs }

    /// The runs that have figures.
    private var present: [(name: String, folder: URL)] {
        runs.filter { FileManager.default.fileExists(atPath: RunFolder($0.folder).metrics.path) }
    }

    /// What the page shows of a run; of the most telling one that there is when none is named.
    func view(_ name: String?) -> TrainingView {
        let present = present
        let chosen = present.first { $0.name == name } ?? present.first { $0.name == "pretrain" } ?? present.last
        let rows = present.map { run in
            TrainingView.Run(
                name: run.name, address: "/training?run=\(run.name)", isCurrent: run.name == chosen?.name)
        }
        guard let chosen, let picture = picture(of: chosen.folder, named: chosen.name) else {
            return TrainingView(runs: rows, run: chosen?.name, plot: nil, step: "", figures: [])
        }
        let figures = (picture.last?.values ?? [:]).sorted { $0.key < $1.key }
        return TrainingView(
            runs: rows, run: chosen.name, plot: "/training.svg?run=\(chosen.name)",
            step: picture.last.map { "\($0.step)" } ?? "",
            figures: figures.map { TrainingView.Figure(name: $0.key, value: PageNumber.fixed($0.value, decimals: 4)) })
    }

    /// The curves of a run; nil when there is none of that name, or nothing was logged yet.
    func svg(_ name: String?) -> String? {
        guard let run = present.first(where: { $0.name == name }) else { return nil }
        return picture(of: run.folder, named: run.name)?.svg
    }

    private func picture(of folder: URL, named name: String) -> Picture? {
        let file = RunFolder(folder).metrics
        let bytes = (try? URL(filePath: file.path).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        if let known = pictures.withLock({ $0[name] }), known.bytes == bytes { return known }
        guard let lines = try? MetricsLog.lines(of: file), !lines.isEmpty else { return nil }
        let picture = Picture(bytes: bytes, svg: TrainingPlot(name, lines).plot.svg, last: lines.last)
        pictures.withLock { $0[name] = picture }
        return picture
    }
}
