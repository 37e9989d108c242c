import Corpora

extension LearningCorpus {
    /// A run of a block's word pieces as it stands in the block's text.
    func text(of tokens: Range<Int>, in block: Int) -> String {
        String(decoding: Array(store.text(of: block).utf8)[bytes(of: tokens, in: block)], as: UTF8.self)
    }

    /// Where a run of a block's word pieces stands, in the UTF-8 bytes of its text.
    func bytes(of tokens: Range<Int>, in block: Int) -> Range<Int> {
        let ranges = store.tokenRanges(of: block)
        return ranges[tokens.lowerBound].lowerBound..<ranges[tokens.upperBound - 1].upperBound
    }
}
