public import Foundation

/// A file that is written piece by piece and appears whole or not at all.
///
/// The pieces go to a file beside it, which `finish` flushes and renames into place, and which is gone when the writer is
/// given up before. What a process that was ended has left there is removed by the next writer of the same file.
public final class DurableFileWriter {
    /// The file that comes to be.
    public let file: URL
    private let aside: URL
    private let handle: FileHandle
    private var isFinished = false

    /// Begins an empty file.
    /// - Throws: `FileProblem` when it could not be put in place, or cannot be made.
    public init(_ file: URL) throws(FileProblem) {
        try DurableFile.checkCanWrite(file)
        self.file = file
        let folder = file.absoluteURL.deletingLastPathComponent()
        let prefix = ".\(file.lastPathComponent).partial-"
        aside = folder.appending(path: prefix + UUID().uuidString)
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix(prefix) {
                try FileManager.default.removeItem(at: folder.appending(path: name))
            }
            try Data().write(to: aside)
            handle = try FileHandle(forWritingTo: aside)
        } catch {
            throw FileProblem(writing: file, error)
        }
    }

    deinit {
        guard !isFinished else { return }
        try? handle.close()
        try? FileManager.default.removeItem(at: aside)
    }

    /// Appends bytes.
    public func append(_ data: Data) throws(FileProblem) {
        do { try handle.write(contentsOf: data) } catch { throw FileProblem(writing: file, error) }
    }

    /// Overwrites the first bytes with as many others, which are known at the end only.
    public func overwriteFront(with data: Data) throws(FileProblem) {
        do {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: data)
            _ = try handle.seekToEnd()
        } catch {
            throw FileProblem(writing: file, error)
        }
    }

    /// Puts the file in place; nothing can be appended then.
    public func finish() throws(FileProblem) {
        do { try handle.close() } catch { throw FileProblem(writing: file, error) }
        try DurableFile.flush(aside)
        try DurableFile.rename(aside, to: file)
        isFinished = true
    }
}
