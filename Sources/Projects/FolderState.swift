package import DurableFiles
package import Foundation

/// What can be told about documents without reading them.
package enum FolderState {
    /// Names, sizes and times of the files, in words that change when a file does.
    /// - Parameter url: a folder, whose own time says nothing of its files, or a file.
    /// - Throws: `FileProblem` when there is neither.
    package static func words(_ url: URL) throws(FileProblem) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw FileProblem(url, "there is no such file or folder")
        }
        guard isFolder.boolValue else { return state(of: url) }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().map { "\($0) \(state(of: url.appending(path: $0)))" }.joined(separator: "\n")
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
