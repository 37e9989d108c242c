public import DurableFiles

/// A span table that cannot be used, and why.
public struct SpanTableError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Problem: Equatable, Sendable {
        case unreadable(FileProblem)
        case notASpanTable
        case otherVersion(found: Int, expected: Int)
        case damaged(String)
        case otherCorpus(found: Fingerprint, expected: Fingerprint)
    }

    public let path: String
    public let problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .unreadable(let cause): "\(cause)"
        case .notASpanTable: "\(path): not a span table; delete it, and it is made again from the corpus"
        case .otherVersion(let found, let expected):
            "\(path): version \(found) of the format, expected \(expected); delete it, and it is made again"
        case .damaged(let what): "\(path): damaged (\(what)); delete it, and it is made again from the corpus"
        case .otherCorpus(let found, let expected):
            "\(path): made from corpus \(found.hexadecimal.prefix(12)), expected \(expected.hexadecimal.prefix(12)); "
                + "delete it, and it is made again from this corpus"
        }
    }
}
