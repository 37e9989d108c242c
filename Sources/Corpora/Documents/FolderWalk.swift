import DurableFiles
import Foundation

/// The files of a folder that hold a document each, in the order of the bytes of their paths.
///
/// Names that begin with a point are left aside. Links to folders are not followed, so that there are no loops; a file
/// that is reached by several links is taken once.
struct FolderWalk {
    struct File {
        let url: URL
        /// Where it stands in the folder, as the id of its document.
        let path: String
        let kind: FileKind
        let bytes: Int
    }

    private(set) var files: [File] = []
    /// The folders inside that could not be listed.
    private(set) var problems: [FileProblem] = []
    /// The paths of folders that are passed over.
    private let leftOut: Set<String>

    /// - Parameters:
    ///   - root: a folder, or a file that is then the only one.
    ///   - leftOut: folders inside that are passed over.
    /// - Throws: `FileProblem` when the folder cannot be listed.
    init(_ root: URL, leavingOut leftOut: [URL] = []) throws(FileProblem) {
        self.leftOut = Set(leftOut.map { $0.resolvingSymlinksInPath().path })
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
            throw FileProblem(root, "no such file or folder")
        }
        guard isFolder.boolValue else {
            let name = root.lastPathComponent
            files = [File(url: root, path: name, kind: FileKind(name), bytes: Self.size(of: root))]
            return
        }
        var seen: Set<String> = []
        try list(root.resolvingSymlinksInPath(), prefix: "", seen: &seen)
        files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private mutating func list(_ folder: URL, prefix: String, seen: inout Set<String>) throws(FileProblem) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw FileProblem(reading: folder, error)
        }
        // In order, so that of several links to one file the same one counts on every machine.
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") {
            let url = folder.appending(path: name)
            let path = prefix + name
            switch Self.type(of: url) {
            case .typeDirectory:
                guard !leftOut.contains(url.path) else { continue }
                do throws(FileProblem) { try list(url, prefix: path + "/", seen: &seen) } catch {
                    problems.append(error)
                }
            case .typeRegular, .typeSymbolicLink:
                let kind = FileKind(name)
                guard kind.markup != nil else { continue }
                let target = url.resolvingSymlinksInPath()
                guard Self.type(of: target) == .typeRegular, seen.insert(target.path).inserted else { continue }
                files.append(File(url: target, path: path, kind: kind, bytes: Self.size(of: target)))
            default: continue
            }
        }
    }

    private static func type(of file: URL) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: file.path))?[.type] as? FileAttributeType
    }

    /// The bytes of the file; 0 when it cannot be looked at, which reading it will tell.
    static func size(of file: URL) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}
