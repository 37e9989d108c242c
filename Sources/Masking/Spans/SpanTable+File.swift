public import DurableFiles
public import Foundation

/// A span table's file: little-endian 32-bit words after a magic word, and a SHA-256 of all that stands before it.
///
///     "PYRSPANS" version corpus(64 hexadecimal digits) spans sentences
///     a span:     start, end, kind, other blocks
///     a sentence: block, start, end, the end of its spans, held out
///     SHA-256 (64 hexadecimal digits)
extension SpanTable {
    private static let magic = Data("PYRSPANS".utf8)
    private static let version = 1
    private static let digestSize = 64
    private static let headSize = 8 + 4 + 64 + 4 + 4
    private static let kinds: [SalientSpan.Kind] = [.name, .date, .number]

    /// Writes the table, replacing what stood there in one step.
    /// - Throws: `FileProblem`; what stood there is then untouched.
    public func write(to file: URL) throws(FileProblem) {
        var data = Self.magic
        func put(_ values: Int...) {
            for value in values {
                for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: value >> shift)) }
            }
        }
        put(Self.version)
        data.append(contentsOf: corpus.hexadecimal.utf8)
        put(spans.count, sentences.count)
        for span in spans {
            let kind = Self.kinds.firstIndex(of: span.kind) ?? 0
            put(span.pieces.lowerBound, span.pieces.upperBound, kind, span.otherBlocks)
        }
        for sentence in sentences {
            put(sentence.block, sentence.pieces.lowerBound, sentence.pieces.upperBound)
            put(sentence.spans.upperBound, sentence.isHeldOut ? 1 : 0)
        }
        data.append(contentsOf: Fingerprint(of: data).hexadecimal.utf8)
        try DurableFile.write(data, to: file)
    }

    /// Reads a table that `write(to:)` wrote for the same blocks.
    /// - Throws: `SpanTableError` when it cannot be read, is damaged, or was made from another corpus.
    public init(contentsOf file: URL, for blocks: some TokenisedBlocks) throws(SpanTableError) {
        func refusal(_ problem: SpanTableError.Problem) -> SpanTableError {
            SpanTableError(path: file.path, problem: problem)
        }
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw refusal(.unreadable(FileProblem(reading: file, error)))
        }
        guard data.starts(with: Self.magic) else { throw refusal(.notASpanTable) }
        var words = WordReader(bytes: Array(data), position: Self.magic.count)
        let version = words.next()
        guard version == Self.version else { throw refusal(.otherVersion(found: version, expected: Self.version)) }
        guard data.count >= Self.headSize + Self.digestSize else { throw refusal(.damaged("too short")) }
        let corpus = Fingerprint(hexadecimal: words.text(64))
        let (spanCount, sentenceCount) = (words.next(), words.next())
        guard data.count == Self.headSize + 16 * spanCount + 20 * sentenceCount + Self.digestSize else {
            throw refusal(.damaged("its length does not fit its counts"))
        }
        let digest = String(decoding: data.suffix(Self.digestSize), as: UTF8.self)
        guard Fingerprint(of: data.dropLast(Self.digestSize)).hexadecimal == digest else {
            throw refusal(.damaged("its checksum does not fit"))
        }
        guard corpus == blocks.fingerprint else {
            throw refusal(.otherCorpus(found: corpus, expected: blocks.fingerprint))
        }
        var spans: [Span] = []
        spans.reserveCapacity(spanCount)
        for _ in 0..<spanCount {
            guard let pieces = words.range(), let kind = Self.kinds[at: words.next()] else {
                throw refusal(.damaged("span \(spans.count)"))
            }
            spans.append(Span(pieces: pieces, kind: kind, otherBlocks: words.next()))
        }
        var sentences: [Sentence] = []
        sentences.reserveCapacity(sentenceCount)
        for _ in 0..<sentenceCount {
            let block = words.next()
            let start = sentences.last?.spans.upperBound ?? 0
            guard block < blocks.count, let pieces = words.range() else {
                throw refusal(.damaged("sentence \(sentences.count)"))
            }
            let (end, isHeldOut) = (words.next(), words.next() == 1)
            guard start < end, end <= spans.count,
                spans[start..<end].allSatisfy({ pieces.clamped(to: $0.pieces) == $0.pieces })
            else { throw refusal(.damaged("the spans of sentence \(sentences.count)")) }
            sentences.append(Sentence(block: block, pieces: pieces, spans: start..<end, isHeldOut: isHeldOut))
        }
        self.init(corpus: corpus, spans: spans, sentences: sentences)
    }
}

/// Reads little-endian 32-bit words; 0 past the end, which the length check before and the checks of values catch.
private struct WordReader {
    let bytes: [UInt8]
    var position: Int

    mutating func next() -> Int {
        guard position + 4 <= bytes.count else { return 0 }
        defer { position += 4 }
        return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    /// Two words that bound a range that is not empty; nil when they do not.
    mutating func range() -> Range<Int>? {
        let (start, end) = (next(), next())
        return start < end ? start..<end : nil
    }

    mutating func text(_ count: Int) -> String {
        let end = min(position + count, bytes.count)
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }
}

extension Array {
    fileprivate subscript(at index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
