package import DurableFiles
package import Foundation

/// What can be told about documents without reading them.
package enum FolderState {
    /// Names, sizes and times of the files, in words that change when a file does.
    /// - Parameters:
    ///   - url: a folder, whose own time says nothing of its files, or a file.
    ///   - leftOut: a folder inside that does not count.
    /// - Throws: `FileProblem` when there is neither.
    package static func words(_ url: URL, leavingOut leftOut: URL? = nil) throws(FileProblem) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw FileProblem(url, "there is no such file or folder")
        }
        guard isFolder.boolValue else { return state(of: url) }
        // Of a link to a folder nothing would be listed.
        let root = url.resolvingSymlinksInPath()
        var names = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
        if let path = leftOut.flatMap({ self.path(of: $0, in: root) }) {
            names.removeAll { $0 == path || $0.hasPrefix(path + "/") }
        }
        return names.sorted().map { "\($0) \(state(of: root.appending(path: $0)))" }.joined(separator: "\n")
    }

    /// The path of a folder from `root` on; nil when it does not lie inside.
    private static func path(of folder: URL, in root: URL) -> String? {
        let (inner, outer) = (folder.resolvingSymlinksInPath().pathComponents, root.pathComponents)
        guard inner.count > outer.count, inner.starts(with: outer) else { return nil }
        return inner.dropFirst(outer.count).joined(separator: "/")
    }

    /// Size and time, of what a link leads to.
    private static func state(of url: URL) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
        let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
        return isFolder ? "folder" : "\(size) \(Int(time))"
    }
}
