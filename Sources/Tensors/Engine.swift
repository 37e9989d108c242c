import CTorch

/// What holds for the process or for the thread rather than for one tensor.
public enum Engine {
    /// The version of libtorch that the program was built for, such as 2.13.0.
    public static var libtorchVersion: String { String(cString: ct_torch_version()) }

    /// The threads that one operation may use.
    public static var threads: Int { Int(ct_threads()) }

    /// Sets the number of threads that one operation may use.
    /// - Throws: `TensorError` when it is not positive.
    public static func setThreads(_ count: Int) throws(TensorError) {
        guard ct_set_threads(Int32(clamping: count)) else { throw .last(in: "setThreads") }
    }

    /// Keeps the memory of freed tensors for the next ones of about the same size.
    ///
    /// A training step takes the same memory again and again, and would have the system clear each page anew. At most
    /// a quarter more than was ever in use is held.
    /// - Throws: `TensorError` when libtorch refuses another source of memory.
    public static func keepFreedMemory() throws(TensorError) {
        guard ct_keep_freed_memory() else { throw .last(in: "keepFreedMemory") }
    }

    /// Gives the memory of freed tensors back to the system, once.
    public static func releaseFreedMemory() { ct_release_freed_memory() }

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
