import DurableFiles
import Foundation
import ModelFiles

/// What results depend on.
extension StudyPlan {
    /// Raised with every version of the program that trains or measures otherwise, for results of two versions are not
    /// compared.
    private static let resultsVersion = 2

    func fingerprint(
        _ settings: [StudyDeclaration.Assignment], _ needed: [StudyTask], files: [String] = [], words: [String] = []
    ) -> Fingerprint {
        let files = files + settings.filter(Self.namesFile).map(\.text)
        let made =
            ["\(Self.resultsVersion)"] + settings.map(\.description) + needed.map(\.fingerprint.hexadecimal)
            + files.map { contents[$0]?.hexadecimal ?? $0 } + words
        return Fingerprint(of: made.joined(separator: "\n"))
    }

    static func flags(_ settings: [StudyDeclaration.Assignment]) -> [String] {
        settings.flatMap { ["--set", $0.description] }
    }

    static func short(_ fingerprint: Fingerprint) -> String { String(fingerprint.hexadecimal.prefix(8)) }

    /// Whether a setting names a file or a folder of start weights.
    static func namesFile(_ assignment: StudyDeclaration.Assignment) -> Bool {
        ["embedder.start", "encoder.start", "reader.start", "masking.spans"].contains(assignment.keyPath)
            && !assignment.text.isEmpty
    }

    /// Names the files of a folder of documents and their contents.
    private static func folder(_ folder: URL) throws(FileProblem) -> Fingerprint {
        let names: [String]
        do { names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() } catch {
            throw FileProblem(reading: folder, error)
        }
        var made: [String] = []
        for name in names {
            var isFolder: ObjCBool = false
            let file = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            made.append("\(name) \(try Fingerprint(ofFile: file).hexadecimal)")
        }
        return Fingerprint(of: made.joined(separator: "\n"))
    }

    static func contents(of declaration: StudyDeclaration) throws -> [String: Fingerprint] {
        let settings = declaration.settings + declaration.arms.flatMap(\.settings)
        let paths =
            [declaration.corpus, declaration.vocabulary] + declaration.retrieval.map(\.file)
            + (declaration.answers.map { [$0.file] } ?? []) + settings.filter(namesFile).map(\.text)
        let starts = Set(settings.filter(namesFile).map(\.text))
        var contents: [String: Fingerprint] = [:]
        for path in Set(paths) {
            let file = URL(filePath: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw FileProblem(file, "there is no such file or folder, but the study names it")
            }
            if isFolder.boolValue, starts.contains(path) {
                contents[path] = try StoredWeights.fingerprint(of: file)
            } else {
                contents[path] = isFolder.boolValue ? try folder(file) : try Fingerprint(ofFile: file)
            }
        }
        return contents
    }
}
