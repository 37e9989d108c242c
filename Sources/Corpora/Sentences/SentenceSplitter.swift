/// Finds the sentences of a text by rules that need no training: stops, what stands before them, and what follows.
///
/// A stop ends a sentence when white space follows (ideographic stops need none), unless the word behind begins with a
/// lower-case letter, or the word before is an abbreviation, an initial or the number of a list item. Blank lines
/// always end one, so that headings stay by themselves. Where rules cannot know ("Plan B. Then"), a list of words that
/// usually begin sentences decides.
public struct SentenceSplitter: Sendable {
    public init() {}

    /// The sentences in order, as UTF-8 byte ranges of `text` without white space around them; never empty ones.
    public func sentences(in text: String) -> [Range<Int>] {
        let cursor = TextCursor(text)
        var sentences: [Range<Int>] = []
        var start = 0
        func close(at end: Int) {
            let sentence = cursor.trimmed(start..<end)
            if !sentence.isEmpty { sentences.append(sentence) }
            start = end
        }
        var index = 0
        while let (scalar, next) = cursor.scalar(at: index) {
            if Self.breaksLine(scalar), let end = blankLine(cursor, from: index) {
                close(at: index)
                index = end
            } else if scalar.isStop {
                let stop = Stop(at: index, in: cursor)
                if stop.endsSentence(from: start, cursor) { close(at: stop.end) }
                index = stop.end
            } else {
                index = next
            }
        }
        close(at: cursor.bytes.count)
        return sentences
    }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{0C}" || scalar == "\u{2029}" || scalar == "\u{85}"
    }

    /// The end of the white space from `index` on, where that makes a paragraph end: two line ends, or a form feed or
    /// paragraph separator.
    private func blankLine(_ cursor: TextCursor, from index: Int) -> Int? {
        var lineEnds = 0
        var previous: Unicode.Scalar = " "
        let end = cursor.skip(from: index, to: cursor.bytes.count) { scalar in
            guard scalar.isSpace else { return false }
            switch scalar {
            case "\u{0C}", "\u{2029}": lineEnds += 2
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}": lineEnds += 1
            default: break
            }
            previous = scalar
            return true
        }
        return lineEnds >= 2 ? end : nil
    }
}
