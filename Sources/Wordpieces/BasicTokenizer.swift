/// BERT's basic tokenizer: the words of a text, normalised, split at spaces, around punctuation and around ideographs.
///
/// Plain ASCII goes byte by byte; everything else goes through `NormalForm`.
struct BasicTokenizer: Sendable {
    /// What an ASCII byte does to the word being read.
    private enum ASCII: UInt8 { case letter, space, punctuation, dropped }

    private let lowercases: Bool
    private let forms: NormalForms
    private let classes: [ASCII]

    init(lowercases: Bool) {
        self.lowercases = lowercases
        forms = NormalForms(lowercases: lowercases)
        classes = (UInt8(0)..<128).map { byte in
            switch byte {
            case 0x09, 0x0A, 0x0D, 0x20: .space
            case 0x00...0x1F, 0x7F: .dropped
            default: NormalForm.isPunctuation(Unicode.Scalar(byte)) ? .punctuation : .letter
            }
        }
    }

    /// Calls `body` with each word of a valid UTF-8 text, in order.
    /// - Parameter literal: How many bytes from a position on are a special piece written out, which ends the word
    ///   before it and is left to the caller; asked at each `[`.
    func forEachWord(
        in text: [UInt8], literal: (Int) -> Int = { _ in 0 }, _ body: (inout Word) -> Void
    ) {
        var word = Word()
        // A punctuation mark or ideograph is a whole word; it stays open only for the marks stripped after it.
        var isComplete = false
        func finish() {
            word.close()
            if !word.bytes.isEmpty { body(&word) }
            word.removeAll()
            isComplete = false
        }
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard byte < 0x80 else {
                let (scalar, length) = Self.scalar(in: text, at: position)
                let form = forms[scalar]
                let place = position..<position + length
                position += length
                switch form.role {
                case .dropped: continue
                case .space: finish()
                case .ideograph, .ordinary:
                    if form.role == .ideograph { finish() }
                    for part in form.parts {
                        if (isComplete || part.isPunctuation) && !part.isStripped { finish() }
                        let isInner = part.isStripped && !form.isStrippedMark
                        word.append(part, from: isInner ? place.upperBound..<place.upperBound : place)
                        if part.isPunctuation { isComplete = true }
                    }
                    if form.role == .ideograph { isComplete = true }
                }
                continue
            }
            switch classes[Int(byte)] {
            case .letter:
                if isComplete { finish() }
                let isCapital = lowercases && byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                word.append(ascii: isCapital ? byte | 0x20 : byte, at: position)
            case .space: finish()
            case .dropped: break
            case .punctuation:
                finish()
                if byte == UInt8(ascii: "[") {
                    let length = literal(position)
                    if length > 0 {
                        position += length
                        continue
                    }
                }
                word.append(ascii: byte, at: position)
                isComplete = true
            }
            position += 1
        }
        finish()
    }

    /// The scalar that begins at a byte of a valid UTF-8 text, and its length there.
    private static func scalar(in text: [UInt8], at position: Int) -> (Unicode.Scalar, Int) {
        let lead = text[position]
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard position + length <= text.count else { return ("\u{FFFD}", text.count - position) }
        var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for index in position + 1..<position + length { value = value << 6 | UInt32(text[index] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
