import CTorch

/// The random stream of initial weights and of dropout.
extension Engine {
    /// Starts the stream anew.
    public static func seed(_ seed: UInt64) throws(TensorError) {
        guard ct_seed(seed) else { throw .last(in: "seed") }
    }

    /// Where the stream stands, to go on from there after a restart.
    public static func generatorState() throws(TensorError) -> [UInt8] {
        let size = ct_generator_state(nil, 0)
        guard size >= 0 else { throw .last(in: "generatorState") }
        var state = [UInt8](repeating: 0, count: Int(size))
        guard ct_generator_state(&state, size) == size else { throw .last(in: "generatorState") }
        return state
    }

    /// Goes on from where `generatorState` was asked.
    /// - Throws: `TensorError` when the bytes are not such a state.
    public static func restoreGenerator(_ state: [UInt8]) throws(TensorError) {
        guard ct_set_generator_state(state, Int64(state.count)) else { throw .last(in: "restoreGenerator") }
    }

    /// Runs `body` with a stream of its own, started with `seed`; the former one goes on afterwards where it was.
    ///
    /// `seed`, `generatorState` and `restoreGenerator` then mean that stream. It belongs to the thread, so `body` cannot
    /// suspend. A step whose stream is named by its number draws the same in a run that was interrupted.
    public static func withRandomStream<Result>(seed: UInt64, _ body: () throws -> Result) throws -> Result {
        guard ct_enter_stream(seed) else { throw TensorError.last(in: "withRandomStream") }
        defer { ct_leave_stream() }
        return try body()
    }
}
