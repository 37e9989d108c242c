public import Corpora
import DurableFiles
import Foundation
import VectorSearch

/// The refresher's loop: waits for snapshots of a run and turns each into an index generation.
public struct Refresher {
    private let run: RunFolder
    private let store: BlockStore
    private let documentTokens: Int
    private let shard: RefreshShard
    private let trainer: TrainerProcess

    /// - Parameters:
    ///   - shard: the part of the corpus that this one embeds, where several refreshers share the work.
    ///   - parent: the trainer's process, whose end ends the refresher too; nil to run until the run is done.
    public init(
        run: RunFolder, store: BlockStore, documentTokens: Int, shard: RefreshShard = .whole, parent: Int32?
    ) {
        self.run = run
        self.store = store
        self.documentTokens = documentTokens
        self.shard = shard
        trainer = TrainerProcess(parent)
    }

    /// Refreshes until the run is done or the trainer is gone, which is noticed in the middle of a generation too.
    public func refreshUntilDone(report: (String) -> Void) throws {
        while isWanted {
            let started = ContinuousClock.now
            if let number = try refresh() {
                report("generation \(number) published after \((ContinuousClock.now - started) / .seconds(1)) s")
            } else {
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    /// - Returns: the generation that was published, or nil when there is nothing to do at the moment.
    private func refresh() throws -> Int? {
        do {
            return try IndexRefresh.refresh(
                run: run, store: store, documentTokens: documentTokens, shard: shard, isWanted: { isWanted })
        } catch VectorIndexError.busy {
            // One that a killed trainer left behind is about to notice that, or the trainer itself publishes.
            return nil
        }
    }

    private var isWanted: Bool { !run.isDone && trainer.isAlive }
}
