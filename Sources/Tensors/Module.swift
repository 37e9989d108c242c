/// A part of a model that has parameters.
public protocol Module {
    /// The parameters under the names that they have in checkpoints, in an order that does not change.
    var parameters: [(name: String, tensor: Tensor)] { get }
}
