/// Something that takes postings sorted by term, and each term's by document.
protocol PostingsSink {
    /// Begins the next term, in the order of its bytes.
    /// - Parameter count: the postings that will be added to it.
    mutating func begin(term: [UInt8], count: Int) throws

    /// Adds the next posting to the term.
    mutating func add(document: UInt32, frequency: UInt32) throws
}
