public import Foundation

/// A folder that appears whole or not at all, with a list of its files and their checksums.
public enum DurableFolder {
    /// The file inside each published folder that lists the others.
    public static let listing = "FILES.json"

    /// Lets `body` fill an empty folder beside `destination`, lists and flushes what it wrote, and moves it into place.
    ///
    /// A folder of the same kind that is already at `destination` is replaced, and nothing else is. When `body` throws, or the
    /// process ends, nothing at `destination` has changed; what was left beside it by a process that ended is removed, or
    /// put back, by the next call.
    /// - Parameters:
    ///   - kind: what may be replaced; nil where nothing may be.
    ///   - inputs: what `body` reads; none of it may lie at or in `destination`.
    ///   - isListed: whether the files are listed and flushed, as the folders are in any case; not where `body` makes
    ///     folders that are themselves published, and that may change later.
    /// - Throws: what `body` throws, or `FileProblem`; before `body` is called where something is in the way.
    public static func publish(
        _ destination: URL, replacing kind: FolderKind?, apartFrom inputs: [URL] = [], isListed: Bool = true,
        _ body: (URL) throws -> Void
    ) throws {
        try check(destination, replacing: kind, apartFrom: inputs)
        let parent = destination.deletingLastPathComponent()
        let prefix = ".\(destination.lastPathComponent).partial-"
        let files = FileManager.default
        do {
            try files.createDirectory(at: parent, withIntermediateDirectories: true)
            for name in try files.contentsOfDirectory(atPath: parent.path) where name.hasPrefix(prefix) {
                let left = parent.appending(path: name)
                // A process that ended between the two steps of a replacement has left the former folder so.
                if name.hasPrefix(prefix + formerMark), !files.fileExists(atPath: destination.path) {
                    try DurableFile.rename(left, to: destination)
                } else {
                    try files.removeItem(at: left)
                }
            }
        } catch {
            throw FileProblem(writing: parent, error)
        }
        let aside = parent.appending(path: prefix + UUID().uuidString)
        do {
            do { try files.createDirectory(at: aside, withIntermediateDirectories: false) } catch {
                throw FileProblem(writing: aside, error)
            }
            try body(aside)
            if isListed { try seal(aside) }
            try flushFolders(aside)
            // Hours may have passed.
            try check(destination, replacing: kind)
            try moveIntoPlace(aside, destination)
        } catch {
            try? files.removeItem(at: aside)
            throw error
        }
    }

    /// Checks that the folder holds what its listing names, byte for byte.
    /// - Parameter thoroughly: compare checksums too, which reads every byte, instead of lengths only.
    /// - Throws: `FileProblem` that names the file that is missing or differs.
    public static func verify(_ folder: URL, thoroughly: Bool) throws(FileProblem) {
        for (name, entry) in try entries(of: folder).sorted(by: { $0.key < $1.key }) {
            let file = folder.appending(path: name)
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            guard let bytes = (attributes?[.size] as? NSNumber)?.intValue else {
                throw FileProblem(file, "is listed in \(listing) but missing; make the folder again")
            }
            guard bytes == entry.bytes else {
                throw FileProblem(file, "has \(bytes) bytes where \(entry.bytes) were written; make the folder again")
            }
            if thoroughly, try Fingerprint(ofFile: file) != entry.sha256 {
                throw FileProblem(file, "differs from what was written (SHA-256); make the folder again")
            }
        }
    }

    /// What a file's checksum was when the folder was published, or nil when the folder does not list it.
    ///
    /// The file itself is not read, so this is cheap enough to ask often.
    /// - Parameter name: the file's path below the folder.
    /// - Throws: `FileProblem` when the listing is missing or damaged.
    public static func listedFingerprint(of name: String, in folder: URL) throws(FileProblem) -> Fingerprint? {
        try entries(of: folder)[name]?.sha256
    }

    /// The paths of the files that the folder's listing names.
    /// - Throws: `FileProblem` when it has none, or a damaged one.
    static func listedFiles(of folder: URL) throws(FileProblem) -> Set<String> { Set(try entries(of: folder).keys) }

    private static func entries(of folder: URL) throws(FileProblem) -> [String: Entry] {
        let list = folder.appending(path: listing)
        do { return try JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: list)) } catch {
            throw FileProblem(
                list, "the list of files is missing or damaged, so the folder was not written to its end; make it again"
            )
        }
    }

    /// One line of the listing.
    private struct Entry: Codable {
        var bytes: Int
        var sha256: Fingerprint
    }

    private static func seal(_ folder: URL) throws(FileProblem) {
        var entries: [String: Entry] = [:]
        do {
            let files = FileManager.default
            for name in try files.subpathsOfDirectory(atPath: folder.path) {
                let file = folder.appending(path: name)
                var isFolder: ObjCBool = false
                guard files.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
                let bytes = (try files.attributesOfItem(atPath: file.path)[.size] as? NSNumber)?.intValue ?? 0
                entries[name] = Entry(bytes: bytes, sha256: try Fingerprint(ofFile: file))
                try DurableFile.flush(file)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try DurableFile.write(try encoder.encode(entries), to: folder.appending(path: listing))
        } catch {
            throw FileProblem(writing: folder, error)
        }
    }

    /// Waits until the disk has the entries of all folders of a tree, those of its top last.
    private static func flushFolders(_ top: URL) throws(FileProblem) {
        let paths: [String]
        do { paths = try FileManager.default.subpathsOfDirectory(atPath: top.path) } catch {
            throw FileProblem(reading: top, error)
        }
        for path in paths where isFolderItself(top, path) { try DurableFile.flush(top.appending(path: path)) }
        try DurableFile.flush(top)
    }

    /// Begins the rest of the name of a folder that steps aside.
    private static let formerMark = "former-"

    /// Renames `aside` to `destination`; a folder in the way steps aside first and is removed last.
    private static func moveIntoPlace(_ aside: URL, _ destination: URL) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: destination.path) else {
            return try DurableFile.rename(aside, to: destination)
        }
        let former = destination.deletingLastPathComponent()
            .appending(path: ".\(destination.lastPathComponent).partial-\(formerMark)\(UUID().uuidString)")
        try DurableFile.rename(destination, to: former)
        do { try DurableFile.rename(aside, to: destination) } catch {
            try DurableFile.rename(former, to: destination)
            throw error
        }
        try? files.removeItem(at: former)
    }
}
