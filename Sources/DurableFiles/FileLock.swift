public import Foundation

/// The right to write something, held by one process at a time; the system takes it back when the process ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, or returns nil when another holds it.
    /// - Parameter patience: how many seconds to wait for the other to end.
    /// - Throws: `FileProblem` when the file cannot be opened or locked.
    public static func take(_ file: URL, patience: Double = 0) throws(FileProblem) -> FileLock? {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("open", file) }
        let lock = FileLock(descriptor: descriptor)
        let end = ContinuousClock.now + .seconds(patience)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .system("flock", file) }
            guard ContinuousClock.now < end else { return nil }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return lock
    }
}
