public import Foundation

/// A file or folder could not be read, written or recognised; the words name it and say what to do.
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file or folder concerned.
    public let path: String
    /// What happened, what was expected, and what to do, as one or two sentences.
    public let reason: String

    public init(_ file: URL, _ reason: String) {
        path = file.path
        self.reason = reason
    }

    public init(reading file: URL, _ error: any Error) {
        self = (error as? FileProblem) ?? FileProblem(file, "cannot be read: \(Self.words(error, file))")
    }

    public init(writing file: URL, _ error: any Error) {
        self = (error as? FileProblem) ?? FileProblem(file, "cannot be written: \(Self.words(error, file))")
    }

    /// The JSON in a file cannot be taken for what it should be.
    /// - Parameters:
    ///   - what: what it should be, such as "the manifest of an index".
    ///   - advice: what to do.
    package init(decoding file: URL, _ error: any Error, as what: String, advice: String) {
        let words = (error as? DecodingError).map { "\(JSONFault($0))" } ?? Self.words(error, file)
        self.init(file, "is not \(what): \(words); \(advice)")
    }

    /// An operating system call failed and left its reason in `errno`.
    static func system(_ call: String, _ file: URL) -> FileProblem {
        FileProblem(file, "\(call) failed: \(String(cString: strerror(errno)))")
    }

    public var description: String { "\(path): \(reason)" }

    /// The operating system's own words where there are some, for they are shorter than Foundation's.
    private static func words(_ error: any Error, _ file: URL) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(cause.code)))
        }
        switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or folder"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on device"
        // Foundation has no better word for a folder that is read as a file.
        case .fileReadUnknown where isFolder(file): return "it is a folder, not a file"
        default: return error.localizedDescription
        }
    }

    private static func isFolder(_ file: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
