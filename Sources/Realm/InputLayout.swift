public import Bert

/// How queries, documents and their joins are laid out as model inputs.
///
/// Paper §3.2, join_BERT.
/// All special tokens are reserved first, and are there even where a limit leaves no room for them; what is too long is
/// cut at its end, the earlier part last.
public struct InputLayout: Sendable, Equatable {
    /// The id of [CLS].
    public let classification: Int32
    /// The id of [SEP].
    public let separator: Int32

    public init(classification: Int32, separator: Int32) {
        self.classification = classification
        self.separator = separator
    }

    /// A query for the embedder: [CLS] x [SEP].
    public func query(_ tokens: some Collection<Int32>, limit: Int) -> TokenSequence {
        let ids = [classification] + tokens.prefix(max(0, limit - 2)) + [separator]
        return TokenSequence(ids: ids, types: Array(repeating: 0, count: ids.count))
    }

    /// A document for the embedder: [CLS] title [SEP] body [SEP], the body and its [SEP] of type 1.
    public func document(
        title: some Collection<Int32>, body: some Collection<Int32>, limit: Int
    ) -> TokenSequence {
        let title = title.prefix(max(0, limit - 3))
        let body = body.prefix(max(0, limit - 3 - title.count))
        return joined(first: title, second: Array(body) + [separator])
    }

    /// The null document ∅ for the embedder: [CLS] [SEP] [SEP].
    public var nullDocument: TokenSequence { joined(first: EmptyCollection(), second: [separator]) }

    /// A query and a document for one reading: [CLS] x [SEP] body [SEP], or [CLS] x [SEP] title [SEP] body [SEP].
    ///
    /// The paper's reader sees no title; where a passage names its subject in the title only, it needs one.
    /// - Parameters:
    ///   - queryLimit: the most tokens of [CLS] x [SEP].
    ///   - limit: the most tokens of the whole.
    public func joint(
        query: some Collection<Int32>, title: (some Collection<Int32>)?, body: some Collection<Int32>,
        queryLimit: Int, limit: Int
    ) -> JointSequence {
        let query = query.prefix(max(0, min(queryLimit - 2, limit - (title == nil ? 3 : 4))))
        var second: [Int32] = []
        if let title { second = Array(title.prefix(max(0, limit - query.count - 4))) + [separator] }
        let bodyStart = 2 + query.count + second.count
        let body = body.prefix(max(0, limit - bodyStart - 1))
        return JointSequence(
            sequence: joined(first: query, second: second + body + [separator]),
            query: 1..<(1 + query.count), body: bodyStart..<(bodyStart + body.count))
    }

    /// A query read with the null document: [CLS] x [SEP] [SEP].
    public func nullJoint(query: some Collection<Int32>, queryLimit: Int) -> JointSequence {
        joint(
            query: query, title: EmptyCollection<Int32>?.none, body: EmptyCollection<Int32>(),
            queryLimit: queryLimit, limit: .max)
    }

    private func joined(first: some Collection<Int32>, second: [Int32]) -> TokenSequence {
        TokenSequence(
            ids: [classification] + first + [separator] + second,
            types: Array(repeating: 0, count: first.count + 2) + Array(repeating: 1, count: second.count))
    }
}

/// A query joined with a document, and where each stands.
public struct JointSequence: Sendable, Equatable {
    public var sequence: TokenSequence
    /// Positions of the query's tokens; a query cut to its limit has fewer than were given.
    public var query: Range<Int>
    /// Positions of the document's body, empty for the null document.
    public var body: Range<Int>
}
