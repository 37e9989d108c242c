public import DurableFiles

/// Which masked queries a corpus offers: salient spans that other blocks can tell, by sentence.
///
/// Some sentences are held out, chosen by a hash of their pieces: the same in every run, and copies of a
/// sentence fall on the same side.
public struct SpanTable: Sendable, Equatable {
    /// A span that can be asked for.
    public struct Span: Sendable, Equatable {
        /// Its pieces within the block.
        public let pieces: Range<Int>
        public let kind: SalientSpan.Kind
        /// How many blocks hold the same pieces, its own not counted.
        public let otherBlocks: Int

        public init(pieces: Range<Int>, kind: SalientSpan.Kind, otherBlocks: Int) {
            self.pieces = pieces
            self.kind = kind
            self.otherBlocks = otherBlocks
        }
    }

    /// A sentence with at least one span.
    public struct Sentence: Sendable, Equatable {
        public let block: Int
        /// Its pieces within the block.
        public let pieces: Range<Int>
        /// Its spans within `SpanTable.spans`.
        public let spans: Range<Int>
        public let isHeldOut: Bool

        public init(block: Int, pieces: Range<Int>, spans: Range<Int>, isHeldOut: Bool) {
            self.block = block
            self.pieces = pieces
            self.spans = spans
            self.isHeldOut = isHeldOut
        }
    }

    /// Which spans and sentences are taken.
    public struct Options: Sendable, Equatable, Codable {
        /// The most pieces of a span.
        public var longestSpan: Int
        /// The pieces of a sentence.
        public var shortestSentence: Int
        public var longestSentence: Int
        /// How many other blocks must and may hold a span: none could tell a rarer one, any could tell a commoner one.
        public var fewestOtherBlocks: Int
        public var mostOtherBlocks: Int
        /// The share of sentences that is held out.
        public var heldOutShare: Double
        public var kinds: Set<SalientSpan.Kind>

        public init(
            longestSpan: Int = 8, shortestSentence: Int = 8, longestSentence: Int = 48, fewestOtherBlocks: Int = 1,
            mostOtherBlocks: Int = 50, heldOutShare: Double = 0.05, kinds: Set<SalientSpan.Kind> = [.name, .date]
        ) {
            self.longestSpan = longestSpan
            self.shortestSentence = shortestSentence
            self.longestSentence = longestSentence
            self.fewestOtherBlocks = fewestOtherBlocks
            self.mostOtherBlocks = mostOtherBlocks
            self.heldOutShare = heldOutShare
            self.kinds = kinds
        }
    }

    /// The corpus it was made from.
    public let corpus: Fingerprint
    public let spans: [Span]
    public let sentences: [Sentence]

    init(corpus: Fingerprint, spans: [Span], sentences: [Sentence]) {
        self.corpus = corpus
        self.spans = spans
        self.sentences = sentences
    }

    /// The sentences to learn from, in the order of the corpus.
    public var training: [Sentence] { sentences.filter { !$0.isHeldOut } }

    /// The sentences kept for judging.
    public var heldOut: [Sentence] { sentences.filter(\.isHeldOut) }
}
