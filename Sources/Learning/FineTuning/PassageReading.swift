package import Bert
package import Realm
public import Wordpieces

/// Questions joined with the passages found for them, ready for the span reader.
///
/// A passage is one block; a sequence reads a question with one context, which may be several blocks.
package struct PassageReading {
    package let batch: PackedSequences
    /// The block that each passage is.
    package private(set) var blocks: [Int] = []
    /// The place of each passage's context among its question's.
    package private(set) var contexts: [Int] = []
    /// Each passage, as positions in its own sequence.
    package private(set) var bodies: [Range<Int>] = []
    private let sequences: [Int]
    package let spans: CandidateSpans
    /// Each question's passages.
    package private(set) var questions: [Range<Int>] = []

    /// - Parameter contexts: for each question, what is read for it.
    package init(
        questions: [[Int32]], contexts: [[PassageContext]], corpus: LearningCorpus, settings: ReaderSettings,
        longestSpan: Int, wordStarts: WordStarts
    ) {
        var batch = PackedSequences()
        var sequences: [Int] = []
        var starts: [[Bool]] = []
        for (question, own) in zip(questions, contexts) {
            let first = blocks.count
            for (place, context) in own.enumerated() {
                let pieces = context.blocks.map(corpus.body)
                let joint = corpus.layout.joint(
                    query: question, title: settings.readsTitle ? corpus.title(context.block) : nil,
                    body: Array(pieces.joined()), queryLimit: settings.questionTokens, limit: settings.jointTokens)
                var position = joint.body.lowerBound
                for (block, tokens) in zip(context.blocks, pieces) where position < joint.body.upperBound {
                    blocks.append(block)
                    self.contexts.append(place)
                    bodies.append(position..<min(joint.body.upperBound, position + tokens.count))
                    sequences.append(batch.count)
                    starts.append(tokens.map { !settings.wholeWords || wordStarts[$0] })
                    position += tokens.count
                }
                batch.append(joint.sequence)
            }
            self.questions.append(first..<blocks.count)
        }
        self.batch = batch
        self.sequences = sequences
        spans = CandidateSpans(
            batch: batch, bodies: bodies, of: sequences, isWordStart: starts, longest: longestSpan)
    }

    /// The spans of one question's passages.
    package func spans(ofQuestion question: Int) -> Range<Int> {
        spans.passages[questions[question].lowerBound]..<spans.passages[questions[question].upperBound]
    }

    /// The spans of each sequence: of each context of each question, in their order.
    package var spansOfSequences: [Range<Int>] {
        var ranges = Array(repeating: 0..<0, count: batch.count)
        for (passage, sequence) in sequences.enumerated() {
            let own = spans.range(ofPassage: passage)
            ranges[sequence] = (ranges[sequence].isEmpty ? own : ranges[sequence]).lowerBound..<own.upperBound
        }
        return ranges
    }

    /// The span's tokens, as a range in the body of its passage's block.
    package func bodyRange(ofSpan span: Int, inPassage passage: Int) -> Range<Int> {
        let origin = Int(batch.starts[sequences[passage]]) + bodies[passage].lowerBound
        return (Int(spans.starts[span]) - origin)..<(Int(spans.ends[span]) - origin + 1)
    }

    /// The passage that a span of one question's is in.
    package func passage(ofSpan span: Int, inQuestion question: Int) -> Int? {
        questions[question].first { spans.range(ofPassage: $0).contains(span) }
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
        begins = (0..<Int32(vocabulary.count)).map { !vocabulary.continuesWord($0) }
    }

    /// Whether a piece begins a word, as all do that the vocabulary does not have.
    package subscript(id: Int32) -> Bool { begins.indices.contains(Int(id)) ? begins[Int(id)] : true }
}
