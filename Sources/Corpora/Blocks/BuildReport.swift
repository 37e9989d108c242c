public import DurableFiles

/// What came of building a block store.
public struct BuildReport: Sendable, Equatable {
    /// What the readers found.
    public internal(set) var reading = ReadReport()
    /// Documents whose text has no tokens, and that are not in the store.
    public internal(set) var emptyDocuments = 0
    /// Documents in the store.
    public internal(set) var documents = 0
    public internal(set) var blocks = 0
    /// The word pieces of all blocks, titles aside.
    public internal(set) var tokens = 0
    /// The name of the store's content.
    public internal(set) var fingerprint: Fingerprint
}
