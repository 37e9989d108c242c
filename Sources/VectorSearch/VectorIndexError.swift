public import DurableFiles

/// What can be wrong with vectors, with a search, or with a generation of an index.
public enum VectorIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A number of values is no whole number of vectors.
    case partialVector(values: Int, width: Int)
    /// A vector has a component that is infinite or not a number; `vector` counts from 0.
    case notFinite(vector: Int)
    /// The manifest of a generation has a value that this version cannot read.
    case unreadable(folder: String, field: String, found: String, expected: String)
    /// The generation was made from another corpus.
    case otherCorpus(folder: String, index: Fingerprint, expected: Fingerprint)
    /// The generation was made by another model.
    case otherModel(folder: String, index: Fingerprint, expected: Fingerprint)
    /// There is no generation with this number.
    case noGeneration(folder: String, number: Int)
    /// The generation is there already, made from something else.
    case alreadyPublished(folder: String, number: Int)
    /// The numbers of a new generation make no sense: a width of 0 or shard 3 of 2, say.
    case unusable(field: String, found: Int, expected: String)
    /// A shard of a generation is not written to its end.
    case incompleteShard(folder: String, shard: Int, of: Int, rows: Int, expected: Int)
    /// More rows were handed over than the shard has.
    case tooManyRows(shard: Int, of: Int, rows: Int, expected: Int)
    /// Another process, or another part of this one, is writing the same thing.
    case busy(path: String)

    public var description: String {
        switch self {
        case .partialVector(let values, let width):
            "\(values) values are no whole number of vectors of width \(width); "
                + "use the model that the index was made with"
        case .notFinite(let vector):
            "vector \(vector) has a component that is infinite or not a number; the model that made it is damaged"
        case .unreadable(let folder, let field, let found, let expected):
            "\(folder): manifest.json has \(field) \(found) where \(expected) was expected; "
                + "build the index again with this version"
        case .otherCorpus(let folder, let index, let expected):
            "\(folder): the index was made from another corpus (fingerprint \(index), not \(expected)); "
                + "build it again for this corpus, or open the corpus it was made from"
        case .otherModel(let folder, let index, let expected):
            "\(folder): the index was made by another model (fingerprint \(index), not \(expected)); "
                + "build it again with this model, or open the model it was made by"
        case .noGeneration(let folder, let number):
            "\(folder): there is no index generation \(number)"
        case .alreadyPublished(let folder, let number):
            "\(folder): index generation \(number) is there already, made from another corpus, model or step; "
                + "use the next number"
        case .unusable(let field, let found, let expected):
            "\(field) is \(found) where \(expected) was expected"
        case .incompleteShard(let folder, let shard, let of, let rows, let expected):
            "\(folder): shard \(shard) of \(of) has \(rows) of \(expected) rows; run its build again, which goes on there"
        case .tooManyRows(let shard, let of, let rows, let expected):
            "shard \(shard) of \(of) has room for \(expected) rows and was given \(rows)"
        case .busy(let path):
            "\(path): another process is at work on it; wait for its end, or stop it and try again"
        }
    }
}
