public import Tensors

/// Tokens of a packed batch whose last hidden states are wanted: the masks, or each sequence's `[CLS]`.
public struct ChosenRows: Sendable, Equatable {
    /// Places in the packed batch, `[rows]`.
    public let indices: [Int64]
    /// Where the rows of each sequence start, `[sequences + 1]`.
    public let starts: [Int32]

    /// - Parameters:
    ///   - places: in rising order; a place may be there more than once, and a sequence may have none.
    ///   - sequences: the starts of the packed batch, `[sequences + 1]`.
    /// - Throws: `TensorError` when a place lies outside the batch or before the one ahead of it.
    public init(_ places: [Int], of sequences: [Int32]) throws(TensorError) {
        let end = Int(sequences.last ?? 0)
        for (number, place) in places.enumerated() {
            guard place >= (number == 0 ? 0 : places[number - 1]), place < end else {
                throw TensorError(
                    operation: "BERT tower",
                    reason: "row \(number) is token \(place); rows must rise and lie in the batch's \(end) tokens")
            }
        }
        indices = places.map(Int64.init)
        var starts: [Int32] = [0]
        var row = 0
        for sequence in sequences.dropFirst() {
            while row < places.count, places[row] < Int(sequence) { row += 1 }
            starts.append(Int32(row))
        }
        self.starts = starts
    }

    /// The first token of each sequence.
    public static func firsts(of sequences: [Int32]) throws(TensorError) -> ChosenRows {
        try ChosenRows(sequences.dropLast().map(Int.init), of: sequences)
    }
}
