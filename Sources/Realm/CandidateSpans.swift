public import Bert

/// All spans of the read documents that may be an answer, passage after passage.
public struct CandidateSpans: Sendable, Equatable {
    /// Each span's first token, as a place in the packed batch, `[spans]`.
    public private(set) var starts: [Int64] = []
    /// Each span's last token, `[spans]`.
    public private(set) var ends: [Int64] = []
    /// Where each passage's spans start, and at the end their number, `[passages + 1]`.
    public private(set) var passages: [Int] = [0]

    public var count: Int { starts.count }

    /// Every run of at most `longest` tokens inside a passage's body.
    /// - Parameters:
    ///   - bodies: where each passage stands in its sequence.
    ///   - sequences: the sequence of the batch that each passage is in; passage i is in sequence i when nil.
    ///   - isWordStart: whether a span may start at a body token, and end before it; a span made of whole words is always
    ///     an answer that can be shown. `[passages][body tokens]`; the tokens of a body that was cut may follow, so that
    ///     a word that the cut divides is not taken for a whole one.
    public init(
        batch: PackedSequences, bodies: [Range<Int>], of sequences: [Int]? = nil, isWordStart: [[Bool]], longest: Int
    ) {
        precondition(
            bodies.count == sequences?.count ?? batch.count && isWordStart.count == bodies.count,
            "each passage needs its place")
        precondition(longest >= 1, "a span has at least one token")
        for (passage, body) in bodies.enumerated() {
            let sequence = sequences?[passage] ?? passage
            let first = Int64(batch.starts[sequence]) + Int64(body.lowerBound)
            let wordStarts = isWordStart[passage]
            precondition(
                body.upperBound <= batch.range(of: sequence).count && body.count <= wordStarts.count,
                "a body lies inside its sequence, and each of its tokens starts a word or not")
            for start in 0..<body.count where wordStarts[start] {
                for end in start..<(start + min(longest, body.count - start))
                where end + 1 == wordStarts.count || wordStarts[end + 1] {
                    starts.append(first + Int64(start))
                    ends.append(first + Int64(end))
                }
            }
            passages.append(starts.count)
        }
    }

    /// The spans of one passage.
    public func range(ofPassage passage: Int) -> Range<Int> { passages[passage]..<passages[passage + 1] }
}
