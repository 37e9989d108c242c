import DurableFiles

extension SpanTable {
    private struct Found {
        let block: Int
        let sentence: Range<Int>
        let pieces: Range<Int>
        let kind: SalientSpan.Kind
        let number: Int
        let isHeldOut: Bool
    }

    /// Finds the spans of all blocks, then counts which others hold each.
    ///
    /// Two passes over the blocks; memory goes with the spans.
    /// - Parameters:
    ///   - knowledge: The blocks that must hold a span for it to be taken; nil for the other blocks of `store`.
    ///   - progress: Told of blocks done; the total is that of both passes.
    public static func build(
        store: some TokenisedBlocks, knownBy knowledge: (any TokenisedBlocks)? = nil, finder: some SpanSource,
        options: Options = Options(),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) -> SpanTable {
        var occurrences = SpanOccurrences(longest: options.longestSpan)
        var found: [Found] = []
        let counted: any TokenisedBlocks = knowledge ?? store
        let total = store.count + counted.count
        for block in 0..<store.count {
            find(in: store, block: block, finder: finder, options: options, &occurrences, &found)
            if block % 1_000 == 999 { progress(block + 1, total) }
        }
        for block in 0..<counted.count {
            occurrences.count(block, tokens: counted.tokens(of: block))
            if block % 1_000 == 999 { progress(store.count + block + 1, total) }
        }
        progress(total, total)
        // A span's own block is among those counted, unless others were.
        let own = knowledge == nil ? 1 : 0
        let taken = found.filter { found in
            let others = occurrences.blocks(with: found.number) - own
            return others >= options.fewestOtherBlocks && others <= options.mostOtherBlocks
        }
        return grouped(taken, occurrences, own: own, corpus: store.fingerprint)
    }

    private static func find(
        in store: some TokenisedBlocks, block: Int, finder: some SpanSource, options: Options,
        _ occurrences: inout SpanOccurrences, _ found: inout [Found]
    ) {
        let text = store.text(of: block)
        let tokens = store.tokens(of: block)
        let spans = finder.salientSpans(block: block, text: text, sentences: store.sentenceBytes(of: block))
            .filter { options.kinds.contains($0.kind) }
        guard !spans.isEmpty else { return }
        let ids = tokens.map(Int32.init)
        let tokenRanges = store.tokenRanges(of: block)
        for range in store.sentences(of: block) {
            guard range.count >= options.shortestSentence, range.count <= options.longestSentence,
                let sentence = MaskableSentence(
                    block: block, text: text, tokens: ids, tokenRanges: tokenRanges, sentence: range)
            else { continue }
            let sentenceTokens = BlockTokens(Array(tokens[range]))
            let isHeldOut = share(of: sentenceTokens.tokens) < options.heldOutShare
            for span in spans {
                // What stands twice in its sentence would be read off the other place.
                guard let pieces = sentence.pieces(inside: span), pieces.count <= options.longestSpan,
                    sentenceTokens.count(of: tokens[pieces], upTo: 2) == 1,
                    let number = occurrences.enter(tokens[pieces])
                else { continue }
                found.append(
                    Found(
                        block: block, sentence: range, pieces: pieces, kind: span.kind, number: number,
                        isHeldOut: isHeldOut))
            }
        }
    }

    private static func grouped(
        _ found: [Found], _ occurrences: SpanOccurrences, own: Int, corpus: Fingerprint
    ) -> SpanTable {
        var spans: [Span] = []
        var sentences: [Sentence] = []
        for found in found {
            let others = occurrences.blocks(with: found.number) - own
            spans.append(Span(pieces: found.pieces, kind: found.kind, otherBlocks: others))
            var first = spans.count - 1
            if let last = sentences.last, last.block == found.block, last.pieces == found.sentence {
                first = last.spans.lowerBound
                sentences.removeLast()
            }
            sentences.append(
                Sentence(
                    block: found.block, pieces: found.sentence, spans: first..<spans.count, isHeldOut: found.isHeldOut))
        }
        return SpanTable(corpus: corpus, spans: spans, sentences: sentences)
    }

    /// A number in 0..<1 that depends on the pieces of a sentence only, spread evenly.
    static func share(of sentence: [UInt16]) -> Double {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for piece in sentence { hash = (hash ^ UInt64(piece)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 31)) &* 0x94D0_49BB_1331_11EB
        return Double((hash ^ (hash >> 29)) >> 11) * 0x1p-53
    }
}
