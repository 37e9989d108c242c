public import Foundation

/// A lock on a file that ends with the process that holds it, however it ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, or returns nil at once when another process holds it.
    /// - Throws: `FileProblem` when the file cannot be made.
    public static func attempt(_ file: URL) throws(FileProblem) -> FileLock? {
        let lock = try opened(file)
        return flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 ? lock : nil
    }

    /// Waits until the lock is free and takes it.
    public static func wait(_ file: URL) throws(FileProblem) -> FileLock {
        let lock = try opened(file)
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system("flock", file) }
        }
        return lock
    }

    private static func opened(_ file: URL) throws(FileProblem) -> FileLock {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("open", file) }
        return FileLock(descriptor: descriptor)
    }
}
