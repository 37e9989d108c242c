/// What a reader found: how many documents, and what it had to leave out.
public struct ReadReport: Sendable, Equatable {
    /// A place in a file that gave no document, and why.
    public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        /// The path of the file.
        public let file: String
        /// The line, counted from 1, or nil where the whole file is concerned.
        public let line: Int?
        /// What is there and what was expected.
        public let reason: String

        public init(file: String, line: Int?, reason: String) {
            self.file = file
            self.line = line
            self.reason = reason
        }

        public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
    }

    /// So many problems are kept in full; the rest is only counted.
    public static let keptProblems = 100

    /// The documents that were handed on.
    public internal(set) var documents = 0
    /// The first problems, in the order of the files.
    public internal(set) var problems: [Problem] = []
    /// Pages of a Wikipedia dump that are no articles.
    public internal(set) var skipped = SkippedPages()
    /// All problems.
    public internal(set) var problemCount = 0

    public init() {}

    /// Adds what another reader found.
    mutating func add(_ other: ReadReport) {
        documents += other.documents
        skipped.add(other.skipped)
        problems += other.problems.prefix(Self.keptProblems - problems.count)
        problemCount += other.problemCount
    }

    /// Counts a problem, or throws it where the reader is strict.
    mutating func note(_ problem: Problem, strict: Bool) throws(Problem) {
        if strict { throw problem }
        problemCount += 1
        if problems.count < Self.keptProblems { problems.append(problem) }
    }
}
