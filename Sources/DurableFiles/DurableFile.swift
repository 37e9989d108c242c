public import Foundation

/// Writing that survives a crash at any instant: aside, flushed to the disk, then renamed into place.
///
/// A reader sees the old content or the new, never a part.
public enum DurableFile {
    /// Puts `data` at `file`, replacing what was there in one step.
    /// - Throws: `FileProblem`; what was there before is then untouched.
    public static func write(_ data: Data, to file: URL) throws(FileProblem) {
        let aside = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).\(UUID().uuidString)")
        do {
            try data.write(to: aside)
            try flush(aside)
            try rename(aside, to: file)
        } catch {
            try? FileManager.default.removeItem(at: aside)
            throw FileProblem(writing: file, error)
        }
    }

    /// Waits until the disk has the content of the file, or the entries of the folder.
    public static func flush(_ file: URL) throws(FileProblem) {
        let descriptor = open(file.path, O_RDONLY)
        guard descriptor >= 0 else { throw .system("open", file) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("fsync", file) }
    }

    /// Renames within one file system, replacing a file in one step, and flushes the folder's entries.
    public static func rename(_ source: URL, to destination: URL) throws(FileProblem) {
        guard Foundation.rename(source.path, destination.path) == 0 else { throw .system("rename", destination) }
        try flush(destination.deletingLastPathComponent())
    }
}
