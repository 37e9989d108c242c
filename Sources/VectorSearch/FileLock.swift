import DurableFiles
import Foundation

/// The right to write something, held by one process at a time; the system takes it back when the process ends.
final class FileLock {
    private let descriptor: Int32

    /// Takes the lock, or throws at once.
    /// - Throws: `VectorIndexError.busy` when another holds it, `FileProblem` when the file cannot be opened.
    init(_ file: URL) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw FileProblem(file, "cannot be written: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw FileProblem(file, "cannot be locked: \(String(cString: strerror(reason)))")
            }
            throw VectorIndexError.busy(path: file.path)
        }
    }

    deinit { close(descriptor) }
}
