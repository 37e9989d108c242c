import Tensors

extension EngineSettings {
    /// Makes the engine compute as the settings say: device, threads, and the form of numbers in matrix products.
    ///
    /// Call it before anything is computed. With `precision: auto` a short measurement chooses the library that
    /// multiplies matrices; two libraries differ in the last bits, so runs that must repeat bit for bit name `float32`.
    /// - Throws: `EngineProblem`, or `DeviceError` when there is no such device.
    public func apply() throws {
        Engine.keepFewKernels()
        switch device {
        case .cpu: try Engine.use(.cpu)
        case .cuda: try Engine.use(.cuda(0))
        }
        try Engine.setThreads(workers)
        try Engine.keepFreedMemory()
        Engine.setRecomputing(recomputes)
        switch precision {
        case .auto:
            try Engine.setMatrixPrecision(.float32)
            if device == .cpu { try Engine.useFastestMatrixProducts() }
        case .float32:
            try Engine.setMatrixPrecision(.float32)
        case .bfloat16:
            guard Engine.hasBFloat16 else { throw EngineProblem.noBFloat16 }
            try Engine.setMatrixPrecision(.bfloat16)
        }
    }
}

/// The processor cannot do what the settings of the engine ask for.
public enum EngineProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case noBFloat16

    public var description: String {
        switch self {
        case .noBFloat16:
            "engine.precision is bfloat16, but this processor has neither avx512_bf16 nor amx_bf16, without which it is "
                + "slower than float32; use auto or float32"
        }
    }
}
