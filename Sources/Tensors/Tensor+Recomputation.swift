import CTorch

/// Computing again instead of remembering (Chen et al. 2016, "gradient checkpointing").
extension Engine {
    /// Whether `Tensor.recomputing` keeps its input only: as the innermost scope of this thread says, else as set.
    public static var isRecomputing: Bool { ct_recomputes() }

    /// Sets it from now on, for all threads.
    public static func setRecomputing(_ enabled: Bool) { ct_set_recomputes(enabled) }

    /// Runs `body` with it set on this thread.
    public static func withRecomputing<Result>(_ enabled: Bool, _ body: () throws -> Result) rethrows -> Result {
        let before = ct_scope_recomputes(enabled ? 1 : 0)
        defer { _ = ct_scope_recomputes(before) }
        return try body()
    }
}

extension Tensor {
    /// `function` of this tensor; where the engine is recomputing, what it computes on the way is not kept for the
    /// gradients but computed again when they are asked for.
    ///
    /// The gradients are the same, dropout included: the second time, random numbers and the precision of matrix products
    /// are as they were the first time.
    /// - Parameter draws: whether the function draws random numbers.
    public func recomputing(
        draws: Bool, _ function: @escaping (Tensor) throws(TensorError) -> Tensor
    ) throws(TensorError) -> Tensor {
        guard Engine.isRecomputing, Engine.isRecording, requiresGradient else { return try function(self) }
        let repeated = try RepeatedFunction(function, draws: draws)
        // Unsafe only to hand a Swift function through C: the graph holds one reference, which `release` lets go of.
        let context = Unmanaged.passRetained(repeated).toOpaque()
        let output = ct_recomputed(
            handle,
            { input, context in
                guard let context else { return nil }
                return Unmanaged<RepeatedFunction>.fromOpaque(context).takeUnretainedValue().run(on: input)
            },
            { context in
                if let context { Unmanaged<RepeatedFunction>.fromOpaque(context).release() }
            }, context)
        if let failure = repeated.failure { throw failure }
        return try Tensor(output, from: "recomputing")
    }
}

/// A function that does the same each time it runs.
private final class RepeatedFunction {
    private let body: (Tensor) throws(TensorError) -> Tensor
    /// Where the random stream stood the first time; nil when none is drawn from.
    private let stream: [UInt8]?
    private let precision: Int32
    private var runs = 0
    /// What went wrong the first time, for C carries no Swift errors.
    private(set) var failure: TensorError?

    init(_ body: @escaping (Tensor) throws(TensorError) -> Tensor, draws: Bool) throws(TensorError) {
        self.body = body
        stream = draws ? try Engine.generatorState() : nil
        precision = ct_bfloat16_products() ? 1 : 0
    }

    /// Takes ownership of `input` and gives its result away; nil when it failed.
    func run(on input: OpaquePointer?) -> OpaquePointer? {
        runs += 1
        do throws(TensorError) {
            let input = try Tensor(input, from: "recomputing")
            let output = runs == 1 ? try body(input) : try again(input)
            return ct_shared(output.handle)
        } catch {
            failure = error
            return nil
        }
    }

    private func again(_ input: Tensor) throws(TensorError) -> Tensor {
        let before = ct_scope_bfloat16_products(precision)
        defer { _ = ct_scope_bfloat16_products(before) }
        guard let stream else { return try body(input) }
        let now = try Engine.generatorState()
        try Engine.restoreGenerator(stream)
        let output = try body(input)
        try Engine.restoreGenerator(now)
        return output
    }
}
