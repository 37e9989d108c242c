public import Foundation

/// The file `CURRENT` of a folder of immutable generations: it holds the name of the one to open.
///
/// Swapping it is one rename, so a reader finds the old generation or the new one, and both stay whole.
public struct CurrentPointer: Sendable {
    /// The folder that holds the generations and the pointer.
    public let folder: URL

    public init(in folder: URL) { self.folder = folder }

    private var file: URL { folder.appending(path: "CURRENT") }

    /// The folder named by the pointer, or nil when nothing was published yet.
    /// - Throws: `FileProblem` when the pointer is damaged or names a folder that is not there.
    public func read() throws(FileProblem) -> URL? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let name: String
        do {
            name = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw FileProblem(reading: file, error)
        }
        let target = folder.appending(path: name)
        guard !name.isEmpty, !name.contains("/"), FileManager.default.fileExists(atPath: target.path) else {
            throw FileProblem(
                file, "names \"\(name)\", which is not a folder beside it; remove CURRENT or restore the folder")
        }
        return target
    }

    /// Makes `name`, a folder beside the pointer, the one that readers open from now on.
    public func swap(to name: String) throws(FileProblem) {
        try DurableFile.write(Data((name + "\n").utf8), to: file)
    }
}
