import CTorch

/// Which library multiplies float32 matrices, and what was measured to choose it.
public struct MatrixProducts: Equatable, Sendable {
    public enum Library: String, Sendable {
        /// The one that libtorch takes by itself: MKL, or Accelerate on a Mac.
        case standard
        case oneDNN
    }

    public let library: Library
    /// The rate of the standard library, in 10⁹ operations a second.
    public let standardRate: Double
    /// The rate of oneDNN, in 10⁹ operations a second.
    public let oneDNNRate: Double
    /// The largest error of oneDNN's product against float64, relative to the largest element.
    public let oneDNNError: Double
}

extension Engine {
    /// Multiplies two matrices of a Transformer's size with each library and chooses the faster one, oneDNN only if its
    /// product is exact.
    ///
    /// The standard library does not use AVX-512 on every processor that has it. The switch that sends float32 products
    /// to oneDNN makes it compute in bfloat16 on processors with AMX; hence the comparison with float64. Takes a tenth
    /// of a second or less.
    @discardableResult
    public static func useFastestMatrixProducts() throws(TensorError) -> MatrixProducts {
        let probe = try MatrixProbe()
        var best = [MatrixProducts.Library.standard: Double.infinity, .oneDNN: .infinity]
        var error = Double.infinity
        // In turns, so that other programs that come and go disturb both alike.
        for _ in 0..<5 {
            for library in [MatrixProducts.Library.standard, .oneDNN] {
                try select(library)
                let clock = ContinuousClock()
                let start = clock.now
                let product = try probe.product()
                let seconds = (clock.now - start) / .seconds(1)
                best[library] = min(best[library, default: .infinity], seconds)
                if library == .oneDNN { error = try probe.error(of: product) }
            }
        }
        let standardRate = probe.operations / (best[.standard] ?? .infinity) / 1e9
        let oneDNNRate = probe.operations / (best[.oneDNN] ?? .infinity) / 1e9
        let chosen: MatrixProducts.Library = error < 1e-5 && oneDNNRate > 1.05 * standardRate ? .oneDNN : .standard
        try select(chosen)
        return MatrixProducts(
            library: chosen, standardRate: standardRate, oneDNNRate: oneDNNRate, oneDNNError: error)
    }

    /// The library that multiplies float32 matrices now.
    public static var matrixProducts: MatrixProducts.Library { ct_onednn_products() ? .oneDNN : .standard }

    private static func select(_ library: MatrixProducts.Library) throws(TensorError) {
        guard ct_set_onednn_products(library == .oneDNN) else { throw .last(in: "useFastestMatrixProducts") }
    }
}

/// A product of a Transformer's size whose elements can be checked.
private struct MatrixProbe {
    static let rows = 384, inner = 768, columns = 768
    let left: [Float], right: [Float]
    let x: Tensor, weight: Tensor

    init() throws(TensorError) {
        // Values in -1...1 without a pattern, and without touching the random stream.
        func values(_ count: Int, _ multiplier: UInt32) -> [Float] {
            (0..<UInt32(count)).map { Float(Int32(bitPattern: ($0 &+ 1) &* multiplier)) / 2_147_483_648 }
        }
        left = values(Self.rows * Self.inner, 2_654_435_761)
        right = values(Self.columns * Self.inner, 2_246_822_519)
        x = try Tensor(left, shape: [Self.rows, Self.inner])
        weight = try Tensor(right, shape: [Self.columns, Self.inner])
    }

    var operations: Double { 2 * Double(Self.rows * Self.inner * Self.columns) }

    func product() throws(TensorError) -> Tensor {
        try Engine.withoutGradient { () throws(TensorError) in try x.matmul(weight.transposed(0, 1)) }
    }

    /// The largest relative difference from float64 in a sample of the elements that visits each row.
    func error(of product: Tensor) throws(TensorError) -> Double {
        let values = try product.floats()
        var largest = 0.0, worst = 0.0
        for row in 0..<Self.rows {
            let column = row * 37 % Self.columns
            let exact = (0..<Self.inner).reduce(0.0) { sum, k in
                sum + Double(left[row * Self.inner + k]) * Double(right[column * Self.inner + k])
            }
            largest = max(largest, abs(exact))
            worst = max(worst, abs(exact - Double(values[row * Self.columns + column])))
        }
        return worst / largest
    }
}
