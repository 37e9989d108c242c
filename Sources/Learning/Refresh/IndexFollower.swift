import DurableFiles
import Foundation
import VectorSearch

/// The trainer's look at its index: takes what is newer, and lets be what does not belong to the run.
///
/// A trainer that was killed goes on from a checkpoint before that. A refresher that outlived it may then still publish an
/// index of weights that the run has given up. Its number is the greatest for a while, until the next refresh.
struct IndexFollower {
    private let run: RunFolder
    private let report: (String) -> Void
    /// The generation that was found to be of no use, so that it is not opened after every step.
    private var ignored: Int?
    private var told: Int?

    /// - Parameter report: receives a line about each generation that is let be.
    init(_ run: RunFolder, report: @escaping (String) -> Void) {
        self.run = run
        self.report = report
    }

    /// The current generation with its snapshot, unless it is in use already or of weights that the run does not have.
    /// - Parameters:
    ///   - used: the number of the generation in use.
    ///   - step: how many steps the run has made.
    /// - Throws: what opening it throws.
    mutating func newer(than used: Int?, at step: Int) throws -> IndexSnapshot? {
        let folder = GenerationFolder(run.index)
        guard let newest = try folder.currentNumber(), newest != used, newest != ignored,
            let generation = try folder.current()
        else { return nil }
        let made = generation.manifest
        if made.step <= step {
            do { return try IndexSnapshot.of(generation, run) } catch TrainingProblem.mismatch {}
        }
        ignored = made.number
        if told != made.number {
            told = made.number
            report(
                "generation \(made.number): made with weights of step \(made.step) that this run does not have, "
                    + "so the one before is kept until the next comes")
        }
        return nil
    }

    /// Called when the trainer has published weights: they may be those of a generation that was of no use before.
    mutating func lookAgain() { ignored = nil }
}
