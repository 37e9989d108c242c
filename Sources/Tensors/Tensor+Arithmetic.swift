import CTorch

/// Arithmetic element by element. Shapes broadcast: axes are matched from the last, and a size of 1 is repeated.
///
/// Shapes that do not fit each other are a `TensorError`.
extension Tensor {
    /// a + b; shapes broadcast.
    public static func + (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_add(a.handle, b.handle), from: "+")
    }

    /// a − b; shapes broadcast.
    public static func - (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_subtract(a.handle, b.handle), from: "-")
    }

    /// a · b, element by element; shapes broadcast.
    public static func * (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_multiply(a.handle, b.handle), from: "*")
    }

    /// a / b, element by element; shapes broadcast.
    public static func / (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_divide(a.handle, b.handle), from: "/")
    }

    /// `b` added to each element.
    public static func + (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_add_scalar(a.handle, b), from: "+")
    }

    /// `a` added to each element.
    public static func + (a: Float, b: Tensor) throws(TensorError) -> Tensor { try b + a }

    /// `b` taken from each element.
    public static func - (a: Tensor, b: Float) throws(TensorError) -> Tensor { try a + -b }

    /// Each element taken from `a`.
    public static func - (a: Float, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_subtract_from_scalar(a, b.handle), from: "-")
    }

    /// Each element times `b`.
    public static func * (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_multiply_scalar(a.handle, b), from: "*")
    }

    /// Each element times `a`.
    public static func * (a: Float, b: Tensor) throws(TensorError) -> Tensor { try b * a }

    /// Each element divided by `b`, by way of 1 / `b`.
    public static func / (a: Tensor, b: Float) throws(TensorError) -> Tensor { try a * (1 / b) }

    /// `a` divided by each element.
    public static func / (a: Float, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_divide_scalar_by(a, b.handle), from: "/")
    }

    /// Each element with its sign changed.
    public static prefix func - (a: Tensor) throws(TensorError) -> Tensor { try a * -1 }

    /// The hyperbolic tangent of each element.
    public func tanh() throws(TensorError) -> Tensor { try Tensor(ct_tanh(handle), from: "tanh") }

    /// Each element, or 0 where it is negative.
    public func relu() throws(TensorError) -> Tensor { try Tensor(ct_relu(handle), from: "relu") }

    /// The square root of each element; not a number where it is negative.
    public func sqrt() throws(TensorError) -> Tensor { try Tensor(ct_sqrt(handle), from: "sqrt") }

    /// x Φ(x) (Hendrycks and Gimpel 2016), exact, or by the tanh formula that Google's BERT code uses.
    public func gelu(tanhApproximation: Bool = false) throws(TensorError) -> Tensor {
        try Tensor(ct_gelu(handle, tanhApproximation), from: "gelu")
    }

    /// `value` wherever `mask`, of 0 and not 0 and of a shape that broadcasts to this one's, is not 0.
    public func masked(where mask: Tensor, with value: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_masked(handle, mask.handle, value), from: "masked")
    }
}
