/// One or more stops in a row, with the closing marks behind them.
struct Stop {
    /// Where the first stop stands.
    private let start: Int
    /// Where the stops end and the closing marks begin.
    private let stopsEnd: Int
    /// Behind the closing marks.
    let end: Int
    private let isIdeographic: Bool

    /// The longest word that is looked up; anything longer is no abbreviation.
    private static let longestAbbreviation = 12

    init(at start: Int, in cursor: TextCursor) {
        self.start = start
        let all = cursor.bytes.count
        var isIdeographic = false
        stopsEnd = cursor.skip(from: start, to: all) { scalar in
            isIdeographic = isIdeographic || scalar.isIdeographicStop
            return scalar.isStop
        }
        self.isIdeographic = isIdeographic
        end = Self.closers(from: stopsEnd, in: cursor)
    }

    /// Passes closing marks, and the numbers of notes in brackets such as "[12]".
    private static func closers(from index: Int, in cursor: TextCursor) -> Int {
        let all = cursor.bytes.count
        var index = cursor.skip(from: index, to: all, while: \.isCloser)
        while index < all, cursor.bytes[index] == UInt8(ascii: "[") {
            let digits = cursor.skip(from: index + 1, to: min(all, index + 5), while: \.isDigit)
            guard digits > index + 1, digits < all, cursor.bytes[digits] == UInt8(ascii: "]") else { break }
            index = digits + 1
        }
        return index
    }

    /// - Parameter sentence: where the sentence began that this stop may end.
    func endsSentence(from sentence: Int, _ cursor: TextCursor) -> Bool {
        guard let behind = cursor.scalar(at: end)?.scalar else { return true }
        if isIdeographic { return true }
        guard behind.isSpace else { return false }
        let all = cursor.bytes.count
        var next = cursor.skip(from: end, to: all, while: \.isSpace)
        next = cursor.skip(from: next, to: all, while: \.isOpener)
        guard let first = cursor.scalar(at: next)?.scalar else { return true }
        if first.properties.isLowercase { return false }
        guard stopsEnd == start + 1, cursor.bytes[start] == UInt8(ascii: ".") else { return true }
        return !isInsideSentence(from: sentence, cursor, next: next, first: first)
    }

    /// Whether the word before a single full stop says that the sentence goes on behind it.
    private func isInsideSentence(from sentence: Int, _ cursor: TextCursor, next: Int, first: Unicode.Scalar) -> Bool {
        var wordStart = start
        var length = 0
        while let last = cursor.scalar(before: wordStart), last.start >= sentence, length <= Self.longestAbbreviation,
            last.scalar.isLetter || last.scalar.isDigit || last.scalar == "."
        {
            wordStart = last.start
            length += 1
        }
        guard length > 0, length <= Self.longestAbbreviation else { return false }
        let word = cursor.text(wordStart..<start)
        let key = word.lowercased()
        if word.unicodeScalars.allSatisfy(\.isDigit) {
            // "1. Name" numbers a list item, while "in 1990. Later" ends.
            return cursor.trimmed(sentence..<wordStart).isEmpty && length <= 3
        }
        if Abbreviations.neverLast.contains(key) { return true }
        if Abbreviations.beforeNumbers.contains(key), first.isDigit { return true }
        let isInitial = length == 1 && word.unicodeScalars.allSatisfy { $0.properties.isUppercase }
        let isDotted =
            word.contains(".") && !word.unicodeScalars.contains(where: \.isDigit)
            && word.split(separator: ".").allSatisfy { $0.count <= 2 }
        guard isInitial || isDotted || Abbreviations.perhapsLast.contains(key) else { return false }
        return !startsSentence(cursor, next)
    }

    /// Whether the word at `index` usually begins a sentence.
    private func startsSentence(_ cursor: TextCursor, _ index: Int) -> Bool {
        let end = cursor.skip(from: index, to: min(cursor.bytes.count, index + 16), while: \.isLetter)
        // "A. Turing" goes on with another initial.
        if end < cursor.bytes.count, cursor.bytes[end] == UInt8(ascii: "."), end == index + 1 { return false }
        return Abbreviations.sentenceStarters.contains(cursor.text(index..<end).lowercased())
    }
}
