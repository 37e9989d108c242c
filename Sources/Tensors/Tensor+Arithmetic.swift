import CTorch

/// Arithmetic element by element. Shapes broadcast: axes are matched from the last, and a size of 1 is repeated.
extension Tensor {
    public static func + (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_add(a.handle, b.handle), from: "+")
    }

    public static func - (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_subtract(a.handle, b.handle), from: "-")
    }

    public static func * (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_multiply(a.handle, b.handle), from: "*")
    }

    public static func / (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_divide(a.handle, b.handle), from: "/")
    }

    public static func + (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_add_scalar(a.handle, b), from: "+")
    }

    public static func + (a: Float, b: Tensor) throws(TensorError) -> Tensor { try b + a }

    public static func - (a: Tensor, b: Float) throws(TensorError) -> Tensor { try a + -b }

    public static func - (a: Float, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_subtract_from_scalar(a, b.handle), from: "-")
    }

    public static func * (a: Tensor, b: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_multiply_scalar(a.handle, b), from: "*")
    }

    public static func * (a: Float, b: Tensor) throws(TensorError) -> Tensor { try b * a }

    public static func / (a: Tensor, b: Float) throws(TensorError) -> Tensor { try a * (1 / b) }

    public static func / (a: Float, b: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_divide_scalar_by(a, b.handle), from: "/")
    }

    public static prefix func - (a: Tensor) throws(TensorError) -> Tensor { try a * -1 }

    public func tanh() throws(TensorError) -> Tensor { try Tensor(ct_tanh(handle), from: "tanh") }

    public func relu() throws(TensorError) -> Tensor { try Tensor(ct_relu(handle), from: "relu") }

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
