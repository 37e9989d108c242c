public import Foundation

/// Writing that survives a crash at any instant: aside, flushed to the disk, then renamed into place.
///
/// A reader sees the old content or the new, never a part.
public enum DurableFile {
    /// Puts `data` at `file`, replacing what was there in one step.
    ///
    /// What a process that was ended within `write` has left beside the file is removed.
    /// - Throws: `FileProblem`; what was there before is then untouched.
    public static func write(_ data: Data, to file: URL) throws(FileProblem) {
        removeLeftovers(of: file)
        let aside = file.deletingLastPathComponent().appending(path: asidePrefix(file) + UUID().uuidString)
        do {
            try data.write(to: aside)
            try flush(aside)
            try rename(aside, to: file)
        } catch {
            try? FileManager.default.removeItem(at: aside)
            throw FileProblem(writing: file, error)
        }
    }

    /// How the names begin under which a file is written; a UUID follows.
    private static func asidePrefix(_ file: URL) -> String { ".\(file.lastPathComponent)." }

    /// Removes what was written aside and never renamed, if it has not changed for a minute: else another process, or
    /// another thread, may be about to rename it.
    ///
    /// What cannot be removed is left to the next time, for it is in nobody's way.
    private static func removeLeftovers(of file: URL) {
        let files = FileManager.default
        let folder = file.deletingLastPathComponent()
        let prefix = asidePrefix(file)
        for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] where name.hasPrefix(prefix) {
            let left = folder.appending(path: name)
            guard UUID(uuidString: String(name.dropFirst(prefix.count))) != nil,
                let attributes = try? files.attributesOfItem(atPath: left.path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let changed = attributes[.modificationDate] as? Date, changed.timeIntervalSinceNow < -60
            else { continue }
            try? files.removeItem(at: left)
        }
    }

    /// Refuses a file that `write` could not put in place, so that this is known before the work that the file is for.
    /// - Throws: `FileProblem` when it is a folder, or when its own folder is not there or cannot be written.
    public static func checkCanWrite(_ file: URL) throws(FileProblem) {
        let files = FileManager.default
        let folder = file.absoluteURL.deletingLastPathComponent()
        var isFolder: ObjCBool = false
        if files.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
            throw FileProblem(file, "is a folder; name a file in it")
        }
        isFolder = false
        guard files.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw FileProblem(
                file, "cannot be written: there is no folder \(folder.path); make it, or name another file")
        }
        guard files.isWritableFile(atPath: folder.path) else {
            throw FileProblem(
                file, "cannot be written: nothing can be written into \(folder.path); name a file elsewhere")
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
