import CTorch

/// What the factors of `Tensor.linear` are rounded to before they are multiplied.
public enum MatrixPrecision: String, Sendable, CaseIterable {
    case float32
    /// Twice the speed where the processor has instructions for it; 8 bits of precision a factor. Sums, biases,
    /// parameters and gradients stay float32.
    case bfloat16
}

extension Engine {
    /// The precision of `Tensor.linear` on this thread; float32 unless set otherwise.
    public static var matrixPrecision: MatrixPrecision { ct_bfloat16_products() ? .bfloat16 : .float32 }

    /// Whether the processor multiplies bfloat16 matrices itself.
    public static var hasBFloat16: Bool { cpuFlags.contains("avx512_bf16") || cpuFlags.contains("amx_bf16") }

    /// Sets the precision of `Tensor.linear` from now on, on all threads.
    /// - Throws: `TensorError` for bfloat16 where the processor has no instructions for it and would be slower.
    public static func setMatrixPrecision(_ precision: MatrixPrecision) throws(TensorError) {
        try check(precision)
        ct_set_bfloat16_products(precision == .bfloat16)
    }

    /// Runs `body` with that precision of `Tensor.linear` on this thread; gradients of what it computed keep it.
    /// - Throws: `TensorError` as `setMatrixPrecision`; what `body` throws.
    public static func withMatrixPrecision<Result>(
        _ precision: MatrixPrecision, _ body: () throws -> Result
    ) throws -> Result {
        try check(precision)
        let before = ct_scope_bfloat16_products(precision == .bfloat16 ? 1 : 0)
        defer { _ = ct_scope_bfloat16_products(before) }
        return try body()
    }

    private static func check(_ precision: MatrixPrecision) throws(TensorError) {
        guard precision == .float32 || hasBFloat16 else {
            throw TensorError(
                operation: "matrixPrecision",
                reason:
                    "this processor has neither avx512_bf16 nor amx_bf16, without which bfloat16 is slower; use float32"
            )
        }
    }
}
