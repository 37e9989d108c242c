public import Foundation

/// What may be replaced: nothing that anybody else has put there.
extension DurableFolder {
    /// Refuses a destination where a publication would lose something.
    ///
    /// Free are a name without anything behind it, an empty folder, and a folder of the kind that was published and holds
    /// nothing else.
    /// - Parameters:
    ///   - kind: what may be replaced; nil where nothing may be.
    ///   - inputs: what the new folder is made from; it is neither replaced nor enclosed.
    /// - Throws: `FileProblem` that says what is there.
    public static func check(
        _ destination: URL, replacing kind: FolderKind?, apartFrom inputs: [URL] = []
    ) throws(FileProblem) {
        try checkIsApart(destination, from: inputs)
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: destination.path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw FileProblem(destination, "is a file; \(advice)") }
        let names: [String]
        let paths: [String]
        do {
            names = try files.contentsOfDirectory(atPath: destination.path).sorted()
            paths = names.isEmpty ? [] : try files.subpathsOfDirectory(atPath: destination.path).sorted()
        } catch {
            throw FileProblem(reading: destination, error)
        }
        if names.isEmpty { return }
        guard let kind else { throw FileProblem(destination, "is there already and not empty; \(advice)") }
        guard let listed = try? listedFiles(of: destination), listed.contains(kind.mark) else {
            throw FileProblem(
                destination, "is not \(kind.name) that could be replaced: it holds \(enumerated(names)); \(advice)")
        }
        let others = paths.filter { $0 != listing && !listed.contains($0) && !isFolderItself(destination, $0) }
        guard others.isEmpty else {
            throw FileProblem(
                destination,
                "is \(kind.name) that holds more than was written: \(enumerated(others)); move that away, or \(advice)")
        }
    }

    /// Refuses a destination that is one of the inputs, or a folder around one.
    /// - Throws: `FileProblem` that names the input.
    public static func checkIsApart(_ destination: URL, from inputs: [URL]) throws(FileProblem) {
        let place = resolved(destination)
        for input in inputs {
            let path = resolved(input)
            guard path != place else {
                throw FileProblem(destination, "is what is to be read; \(advice)")
            }
            guard !path.hasPrefix(place.hasSuffix("/") ? place : place + "/") else {
                throw FileProblem(destination, "holds what is to be read, \(input.path); \(advice)")
            }
        }
    }

    private static let advice = "name another folder with --out"

    /// The path by which a file is the same whichever way it was named.
    private static func resolved(_ url: URL) -> String {
        url.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Whether a path below a folder leads to a folder.
    static func isFolderItself(_ folder: URL, _ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(
            atPath: folder.appending(path: path).path, isDirectory: &isFolder)
        return isThere && isFolder.boolValue
    }

    /// A few of the names, and how many more there are.
    private static func enumerated(_ names: [String]) -> String {
        let shown = names.prefix(3).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
