public import Corpora
import DurableFiles
import Foundation

/// The refresher's loop: waits for snapshots of a run and turns each into an index generation.
public struct Refresher {
    private let run: RunFolder
    private let store: BlockStore
    private let documentTokens: Int
    /// The trainer's process, whose end ends the refresher too; nil to run until the run is done.
    private let parent: Int32?

    public init(run: RunFolder, store: BlockStore, documentTokens: Int, parent: Int32?) {
        self.run = run
        self.store = store
        self.documentTokens = documentTokens
        self.parent = parent
    }

    /// Refreshes until the run is done or the trainer is gone.
    public func refreshUntilDone(report: (String) -> Void) throws {
        while !run.isDone, parentLives {
            let started = ContinuousClock.now
            let number = try IndexRefresh.refresh(
                run: run, store: store, documentTokens: documentTokens, progress: { _, _ in })
            if let number {
                report("generation \(number) published after \((ContinuousClock.now - started) / .seconds(1)) s")
            } else {
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    private var parentLives: Bool {
        guard let parent else { return true }
        return kill(parent, 0) == 0
    }
}
