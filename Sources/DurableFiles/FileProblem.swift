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
        self = (error as? FileProblem) ?? FileProblem(file, "cannot be read: \(Self.words(error))")
    }

    public init(writing file: URL, _ error: any Error) {
        self = (error as? FileProblem) ?? FileProblem(file, "cannot be written: \(Self.words(error))")
    }

    /// An operating system call failed and left its reason in `errno`.
    static func system(_ call: String, _ file: URL) -> FileProblem {
        FileProblem(file, "\(call) failed: \(String(cString: strerror(errno)))")
    }

    public var description: String { "\(path): \(reason)" }

    /// The operating system's own words where there are some, for they are shorter than Foundation's.
    private static func words(_ error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(cause.code)))
        }
        switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or folder"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on device"
        default: return error.localizedDescription
        }
    }
}
