/// The characters that sentence ends are told by.
extension Unicode.Scalar {
    /// Ends a sentence where white space follows.
    var isStop: Bool {
        switch self {
        case ".", "!", "?", "…", "؟", "۔", "।", "॥", "։", "።", "။", "៕", "។", "‼", "⁇", "⁈", "⁉": true
        default: isIdeographicStop
        }
    }

    /// Ends a sentence whatever follows, as in scripts that write no spaces.
    var isIdeographicStop: Bool {
        switch self {
        case "。", "！", "？", "｡", "．": true
        default: false
        }
    }

    /// Closes a quotation or bracket, and so belongs to the sentence before it.
    var isCloser: Bool {
        switch self {
        case "\"", "'", "”", "’", "»", "›", ")", "]", "}", "」", "』", "）", "】", "〉", "》", "］", "*", "_": true
        default: false
        }
    }

    /// Opens a quotation or bracket, and so hides the first letter of the sentence behind it.
    var isOpener: Bool {
        switch self {
        case "\"", "'", "“", "‘", "«", "‹", "(", "[", "{", "「", "『", "（", "【", "〈", "《", "［", "„", "‚", "*", "_", "¿",
            "¡":
            true
        default: false
        }
    }

    var isDigit: Bool { properties.numericType != nil }
    var isLetter: Bool { properties.isAlphabetic }
    var isSpace: Bool { properties.isWhitespace }
}
