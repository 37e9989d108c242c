public import DurableFiles

/// What can be wrong with a lexical index, or with what it is to be built from.
public enum LexicalIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter of BM25 makes no sense.
    case unusable(parameter: String, found: Float, expected: String)
    /// More documents or terms than the format can number.
    case tooLarge(what: String, found: Int, limit: Int)
    /// The manifest has a value that this version cannot read.
    case unreadable(folder: String, field: String, found: String, expected: String)
    /// A file has the right length and impossible content.
    case damaged(folder: String, file: String)
    /// The index was made from another corpus.
    case otherCorpus(folder: String, index: Fingerprint, expected: Fingerprint)

    public var description: String {
        switch self {
        case .unusable(let parameter, let found, let expected):
            "BM25's \(parameter) is \(found) where \(expected) was expected"
        case .tooLarge(let what, let found, let limit):
            "\(found) \(what) are more than the \(limit) that a lexical index can hold; split the corpus"
        case .unreadable(let folder, let field, let found, let expected):
            "\(folder): manifest.json has \(field) \(found) where \(expected) was expected; "
                + "build the lexical index again with this version"
        case .damaged(let folder, let file):
            "\(folder): the content of \(file) is damaged; build the lexical index again"
        case .otherCorpus(let folder, let index, let expected):
            "\(folder): the lexical index was made from another corpus (fingerprint \(index), not \(expected)); "
                + "build it again for this corpus"
        }
    }
}
