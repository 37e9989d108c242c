import Foundation

/// The layers of a Transformer as plain loops in double precision: what the fast ones are compared with.
public enum PlainLayers {
    /// W x + b.
    public static func linear(_ x: [Double], _ weight: [[Double]], _ bias: [Double]) -> [Double] {
        zip(weight, bias).map { row, offset in dot(row, x) + offset }
    }

    /// (x − mean) / √(variance + ε) · gain + bias.
    public static func layerNorm(_ x: [Double], gain: [Double], bias: [Double], epsilon: Double) -> [Double] {
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        return x.indices.map { (x[$0] - mean) / (variance + epsilon).squareRoot() * gain[$0] + bias[$0] }
    }

    /// x Φ(x), or Google's approximation of it.
    public static func gelu(_ x: Double, tanhApproximation: Bool) -> Double {
        tanhApproximation
            ? 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
            : 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    }

    public static func softmax(_ x: [Double]) -> [Double] {
        let total = logSumExp(x)
        return x.map { exp($0 - total) }
    }

    public static func logSumExp(_ x: [Double]) -> Double {
        guard let greatest = x.max(), greatest > -.infinity else { return -.infinity }
        return greatest + log(x.reduce(0) { $0 + exp($1 - greatest) })
    }

    public static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
