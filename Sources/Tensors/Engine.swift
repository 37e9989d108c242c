import CTorch

/// What holds for the process or for the thread rather than for one tensor.
public enum Engine {
    /// The threads that one operation may use.
    public static var threads: Int { Int(ct_threads()) }

    /// Sets the number of threads that one operation may use.
    /// - Throws: `TensorError` when it is not positive.
    public static func setThreads(_ count: Int) throws(TensorError) {
        guard ct_set_threads(Int32(clamping: count)) else { throw .last(in: "setThreads") }
    }

    /// Whether operations on this thread are recorded for gradients.
    public static var isRecording: Bool { ct_recording() }

    /// Runs `body` with nothing recorded.
    ///
    /// Recording belongs to the thread, so `body` cannot suspend.
    public static func withoutGradient<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let before = ct_set_recording(false)
        defer { _ = ct_set_recording(before) }
        return try body()
    }
}

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
}
