import DurableFiles
import Foundation
import VectorSearch

/// What stays on the disk when a newer generation is there.
extension IndexRefresh {
    /// How many of the newest generations stay: all since the one that the newest checkpoint searched, at least.
    ///
    /// A run that is ended goes on with that one; before the first checkpoint it begins again, with the first generation.
    static func generationsToKeep(_ run: RunFolder, newest: Int) -> Int {
        let memory = (try? Checkpoint.memory(of: run)) ?? nil
        return max(kept, newest - (memory?["generation"] ?? 1) + 1)
    }

    /// A generation can be searched only with its snapshot; those older than every generation are of no use.
    ///
    /// The oldest step need not be that of the smallest number, where the run has gone back to a checkpoint.
    static func removeSnapshots(_ run: RunFolder, _ folder: GenerationFolder) throws {
        let made = try folder.numbers().compactMap { number in try? folder.open(number: number).manifest.step }
        guard let first = made.min() else { return }
        for step in RunFolder.steps(in: run.snapshots) where step < first {
            try? FileManager.default.removeItem(at: run.snapshots.appending(path: RunFolder.name(ofStep: step)))
        }
    }
}
