/// The words of one Markdown paragraph, without the marks of emphasis, code, links, images and HTML tags.
struct MarkdownWords {
    private let scalars: [Unicode.Scalar]
    /// For each opening bracket or parenthesis, where it closes.
    private let closing: [Int: Int]
    /// Where to go on instead of at the bracket that closes the words of a link.
    private var jumps: [Int: Int] = [:]
    private var words = String.UnicodeScalarView()
    private var index = 0

    /// No tag, code span or address is longer; a mark without partner is then a character like others.
    private static let reach = 2_000

    static func plain(_ paragraph: String) -> String {
        var reader = MarkdownWords(paragraph)
        while reader.index < reader.scalars.count { reader.step() }
        return CharacterReferences.decoded(String(reader.words))
    }

    private init(_ paragraph: String) {
        scalars = Array(paragraph.unicodeScalars)
        var closing: [Int: Int] = [:]
        var open: [(index: Int, closer: Unicode.Scalar)] = []
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case _ where index > 0 && scalars[index - 1] == "\\": break
            case "[": open.append((index, "]"))
            case "(": open.append((index, ")"))
            case open.last?.closer: closing[open.removeLast().index] = index
            default: break
            }
        }
        self.closing = closing
    }

    private func at(_ place: Int) -> Unicode.Scalar? { scalars.indices.contains(place) ? scalars[place] : nil }

    private mutating func step() {
        let scalar = scalars[index]
        if let target = jumps[index] {
            index = target
            return
        }
        switch scalar {
        case "\\" where at(index + 1).map(Self.isPunctuation) ?? false:
            words.append(scalars[index + 1])
            index += 2
        case "`": code()
        case "!" where at(index + 1) == "[" && linkEnd(from: index + 1) != nil: index += 1
        case "[": link()
        case "<": angle()
        case "*", "_", "~": emphasis(scalar)
        default: keep()
        }
    }

    private mutating func keep() {
        words.append(scalars[index])
        index += 1
    }

    private mutating func code() {
        let run = length(of: "`", at: index)
        var place = index + run
        let limit = min(scalars.count, place + Self.reach)
        while place < limit {
            let found = length(of: "`", at: place)
            if found == run {
                words.append(contentsOf: scalars[(index + run)..<place])
                index = place + run
                return
            }
            place += max(found, 1)
        }
        words.append(contentsOf: scalars[index..<(index + run)])
        index += run
    }

    /// The words of "[words](address)" and "[words][name]" stay; notes such as "[^1]" go.
    private mutating func link() {
        if at(index + 1) == "^", let close = closing[index] {
            index = close + 1
        } else if let (close, end) = linkEnd(from: index) {
            jumps[close] = end
            index += 1
        } else {
            keep()
        }
    }

    /// Where the words of the link that opens at `start` close, and where the link ends; nil when it is no link.
    private func linkEnd(from start: Int) -> (close: Int, end: Int)? {
        guard let close = closing[start], at(close + 1) == "(" || at(close + 1) == "[",
            let end = closing[close + 1]
        else { return nil }
        return (close, end + 1)
    }

    /// "<https://example.org>" keeps the address, a tag goes, anything else is a character.
    private mutating func angle() {
        let limit = min(scalars.count, index + Self.reach)
        guard let first = at(index + 1), first == "/" || first == "!" || first.properties.isAlphabetic,
            let end = scalars[index..<limit].firstIndex(of: ">")
        else { return keep() }
        let inside = scalars[(index + 1)..<end]
        if !inside.contains(where: \.isSpace), inside.contains("@") || inside.starts(with: "http".unicodeScalars) {
            words.append(contentsOf: inside)
        } else if inside.starts(with: "br".unicodeScalars) {
            words.append("\n")
        }
        index = end + 1
    }

    /// Marks at the edge of a word go; "2 * 3", "snake_case" and "~5" keep theirs.
    private mutating func emphasis(_ mark: Unicode.Scalar) {
        let run = length(of: mark, at: index)
        let before = at(index - 1)
        let behind = at(index + run)
        let isLone = (before?.isSpace ?? true) && (behind?.isSpace ?? true)
        let isInWord = (before.map(Self.isWordPart) ?? false) && (behind.map(Self.isWordPart) ?? false)
        if isLone || (mark == "_" && isInWord) || (mark == "~" && run != 2) {
            words.append(contentsOf: scalars[index..<(index + run)])
        }
        index += run
    }

    private func length(of mark: Unicode.Scalar, at start: Int) -> Int {
        var end = start
        while at(end) == mark { end += 1 }
        return end - start
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && !scalar.isLetter && !scalar.isDigit && !scalar.isSpace && scalar.value > 0x20
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool { scalar.isLetter || scalar.isDigit }
}
