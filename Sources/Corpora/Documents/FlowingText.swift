/// Text in the making, with its white space reduced to single spaces, line ends and blank lines.
struct FlowingText {
    private enum Gap: Int { case none, word, line, paragraph }

    private(set) var bytes: [UInt8] = []
    private var gap = Gap.none

    mutating func breakWord() { widen(.word) }
    mutating func breakLine() { widen(.line) }
    mutating func breakParagraph() { widen(.paragraph) }

    /// Appends HTML text without tags; character references are replaced.
    mutating func append(_ html: ArraySlice<UInt8>) {
        let bytes = Array(html)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "&"), let found = CharacterReferences.reference(in: bytes, at: index) {
                if found.text == "\u{A0}" { breakWord() } else { put(found.text.utf8) }
                index = found.end
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
                breakWord()
                index += 1
            } else {
                put(CollectionOfOne(byte))
                index += 1
            }
        }
    }

    private mutating func widen(_ wider: Gap) {
        if wider.rawValue > gap.rawValue { gap = wider }
    }

    private mutating func put(_ more: some Collection<UInt8>) {
        if !bytes.isEmpty {
            switch gap {
            case .none: break
            case .word: bytes.append(UInt8(ascii: " "))
            case .line: bytes.append(UInt8(ascii: "\n"))
            case .paragraph: bytes += [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
            }
        }
        gap = .none
        bytes += more
    }
}
