/// Finds names, dates and numbers by rules: no model, no labels, any text with capitals.
///
/// Names are runs of capitalised words and known titles; leading stop words are left out, and so is a single word at
/// the start of a sentence that is common in lower case. Dates and numbers go by grammar. Where two overlap, the longer
/// is taken. The paper used a tagger trained on CoNLL-2003 and a regular expression, neither published; spans of such a
/// tagger come in through `ExternalSpans`.
public struct SalientSpanFinder: SpanSource {
    private let gazetteer: Gazetteer
    private let common: CommonWords?

    /// Goes by a gazetteer, and by the words of each text itself as to which are common in lower case.
    public init(gazetteer: Gazetteer = .none) {
        self.gazetteer = gazetteer
        common = nil
    }

    /// Goes by what a whole corpus says about titles and common words.
    public init(gazetteer: Gazetteer, common: CommonWords) {
        self.gazetteer = gazetteer
        self.common = common
    }

    /// Learns titles and common words from all blocks.
    public init(
        learningFrom blocks: some TokenisedBlocks, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
        var common = CommonWords()
        var titles: Set<String> = []
        for block in 0..<blocks.count {
            titles.insert(blocks.title(of: block))
            common.count(blocks.text(of: block), sentences: blocks.sentenceBytes(of: block))
            if block % 1_000 == 999 || block == blocks.count - 1 { progress(block + 1, blocks.count) }
        }
        self.init(gazetteer: Gazetteer(titles: titles), common: common)
    }

    /// The salient spans of a text, in order, without overlap, each inside one sentence.
    /// - Parameter sentences: UTF-8 byte ranges of the text on scalar boundaries; others find nothing.
    public func spans(in text: String, sentences: [Range<Int>]) -> [SalientSpan] {
        let bytes = Array(text.utf8)
        let lexemes = sentences.map { sentence in
            sentence.lowerBound >= 0 && sentence.upperBound <= bytes.count ? Lexeme.lexemes(in: bytes, sentence) : []
        }
        var known = common ?? CommonWords()
        if common == nil { for sentence in lexemes { known.count(sentence) } }
        return SalientSpan.disjoint(lexemes.flatMap { spans(in: $0, common: known) })
    }

    public func salientSpans(block: Int, text: String, sentences: [Range<Int>]) -> [SalientSpan] {
        spans(in: text, sentences: sentences)
    }

    private func spans(in sentence: [Lexeme], common: CommonWords) -> [SalientSpan] {
        let dates = DateGrammar(lexemes: sentence)
        let numbers = NumberGrammar(lexemes: sentence)
        var spans: [SalientSpan] = []
        func add(_ lexemes: Range<Int>, _ kind: SalientSpan.Kind) {
            let start = sentence[lexemes.lowerBound].range.lowerBound
            spans.append(SalientSpan(range: start..<sentence[lexemes.upperBound - 1].range.upperBound, kind: kind))
        }
        for start in sentence.indices {
            if let end = gazetteer.end(from: start, in: sentence) { add(start..<end, .name) }
            if let end = dates.end(from: start) { add(start..<end, .date) }
            if let end = numbers.end(from: start) { add(start..<end, .number) }
        }
        for name in NameGrammar(lexemes: sentence, isCommon: common.contains).names() { add(name, .name) }
        return SalientSpan.disjoint(spans)
    }
}

extension TokenisedBlocks {
    /// The sentences of a block as UTF-8 bytes of its text.
    package func sentenceBytes(of block: Int) -> [Range<Int>] {
        let tokenRanges = tokenRanges(of: block)
        return sentences(of: block).compactMap { Self.bytes(of: $0, tokenRanges) }
    }
}
