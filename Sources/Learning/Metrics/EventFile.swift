public import DurableFiles
public import Foundation

/// Scalars of a run for TensorBoard: a file `events.out.tfevents.*` of framed protocol buffers.
///
/// Each opening begins a file of its own, as TensorBoard's writers do. A run that goes on from a step says so in the
/// new file's session record, and TensorBoard then forgets the later steps of the files before.
public final class EventFile {
    /// The file.
    public let file: URL
    private let handle: FileHandle
    private let now: () -> Date

    /// Begins a file in the folder.
    /// - Parameter step: the step that the run goes on from; nil when it starts.
    /// - Throws: `FileProblem`.
    public init(in folder: URL, resumingAfter step: Int? = nil, now: @escaping () -> Date = { Date() })
        throws(FileProblem)
    {
        self.now = now
        let time = now().timeIntervalSince1970
        let seconds = String(Int(time))
        let process = ProcessInfo.processInfo
        let padded = String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
        file = folder.appending(
            path: "events.out.tfevents.\(padded).\(process.hostName).\(process.processIdentifier).\(UUID().uuidString)")
        do {
            try Data().write(to: file, options: .withoutOverwriting)
            handle = try FileHandle(forWritingTo: file)
        } catch {
            throw FileProblem(writing: file, error)
        }
        try write(EventRecord.version(time: time))
        if let step { try write(EventRecord.sessionStart(time: time, step: step + 1)) }
    }

    deinit { try? handle.close() }

    /// Appends a step's scalars, each under its tag: `pretrain/loss`.
    /// - Throws: `FileProblem`, for instance when the disk is full.
    public func append(step: Int, _ scalars: [(tag: String, value: Double)]) throws(FileProblem) {
        try write(
            EventRecord.scalars(scalars, time: now().timeIntervalSince1970, step: step))
    }

    private func write(_ event: [UInt8]) throws(FileProblem) {
        do {
            try handle.write(contentsOf: Data(EventRecord.framed(event)))
        } catch {
            throw FileProblem(writing: file, error)
        }
    }
}
