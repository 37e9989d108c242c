package import Bert
package import Realm
public import Wordpieces

/// Questions joined with the passages found for them, ready for the span reader.
package struct PassageReading {
    package let batch: PackedSequences
    /// Each passage's body, as positions in its own sequence.
    package let bodies: [Range<Int>]
    package let spans: CandidateSpans
    /// Each question's passages, as indices into `bodies`.
    package let questions: [Range<Int>]

    /// - Parameter blocks: for each question, the blocks to read.
    package init(
        questions: [[Int32]], blocks: [[Int]], corpus: LearningCorpus, settings: ReaderSettings, longestSpan: Int,
        wordStarts: WordStarts
    ) {
        var batch = PackedSequences()
        var bodies: [Range<Int>] = []
        var starts: [[Bool]] = []
        var ranges: [Range<Int>] = []
        for (question, blocks) in zip(questions, blocks) {
            let first = bodies.count
            for block in blocks {
                let body = corpus.body(block)
                let joint = corpus.layout.joint(
                    query: question, title: settings.readsTitle ? corpus.title(block) : nil, body: body,
                    queryLimit: settings.questionTokens, limit: settings.jointTokens)
                batch.append(joint.sequence)
                bodies.append(joint.body)
                starts.append(body.prefix(joint.body.count).map { wordStarts[$0] })
            }
            ranges.append(first..<bodies.count)
        }
        self.batch = batch
        self.bodies = bodies
        self.questions = ranges
        spans = CandidateSpans(batch: batch, bodies: bodies, isWordStart: starts, longest: longestSpan)
    }

    /// The spans of one question's passages.
    package func spans(ofQuestion question: Int) -> Range<Int> {
        spans.passages[questions[question].lowerBound]..<spans.passages[questions[question].upperBound]
    }

    /// The span's tokens, as a range in the body of its passage's block.
    package func bodyRange(ofSpan span: Int, inPassage passage: Int) -> Range<Int> {
        let origin = Int(batch.starts[passage]) + bodies[passage].lowerBound
        return (Int(spans.starts[span]) - origin)..<(Int(spans.ends[span]) - origin + 1)
    }

    /// S(z, y): the spans of a question's passages whose word pieces are those of one of the answers.
    package func spans(ofQuestion question: Int, matching answers: [[Int32]]) -> [Int] {
        var matches: [Int] = []
        for span in spans(ofQuestion: question) {
            let tokens = batch.ids[Int(spans.starts[span])...Int(spans.ends[span])]
            if answers.contains(where: { tokens.elementsEqual($0) }) { matches.append(span) }
        }
        return matches
    }
}

/// Which word pieces begin a word; the others continue the one before.
public struct WordStarts: Sendable {
    private let begins: [Bool]

    public init(_ vocabulary: Vocabulary) {
        begins = (0..<Int32(vocabulary.count)).map { !vocabulary[$0].hasPrefix("##") }
    }

    package subscript(id: Int32) -> Bool { begins[Int(id)] }
}
