public import DurableFiles
public import Tensors

/// What is particular to a training stage: what it trains, and what one step's loss is.
///
/// A step may depend only on its number, the parts' values, libtorch's generator and `memory`, so that a run that goes
/// on from a checkpoint makes the steps that an uninterrupted one would have made.
public protocol TrainingTask: AnyObject {
    /// The stage's name in logs and checkpoints.
    var stage: String { get }
    var steps: Int { get }
    var warmupSteps: Int { get }
    var parts: [TrainedPart] { get }
    /// What a checkpoint must remember for the stage, beside the parts.
    var memory: [String: Int] { get }

    /// The weights that made the document vectors which the parts learn to be compared with, where those are not the
    /// embedder's own; a checkpoint names them, so that no other index is searched with it.
    var documentModel: Fingerprint? { get }

    /// Whether a checkpoint of what the parts are now would be one to go on from.
    var isSound: Bool { get }

    /// Called once before the first step, also when going on; `memory` is the checkpoint's, or nil at the very start.
    func begin(at step: Int, memory: [String: Int]?) throws
    /// Hands the losses of a step to `learn`: scalars whose sum is the step's loss.
    ///
    /// `learn` walks back through each at once, so what a loss was made of can go before the next is made. A step that has
    /// no batch hands over none.
    /// - Returns: figures to log.
    func takeStep(_ step: Int, _ learn: (_ loss: Tensor) throws -> Void) throws -> [(String, Double)]
    /// Called after the step's update, with the number of steps made.
    func finish(step: Int) throws -> [(String, Double)]
}

extension TrainingTask {
    public var memory: [String: Int] { [:] }
    public var documentModel: Fingerprint? { nil }
    public var isSound: Bool { true }
    public func begin(at step: Int, memory: [String: Int]?) throws {}
    public func finish(step: Int) throws -> [(String, Double)] { [] }
}
