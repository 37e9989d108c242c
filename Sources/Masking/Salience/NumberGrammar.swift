/// Numbers: "3,500", "12.5 million", "$40", "7 %", "12th".
struct NumberGrammar {
    let lexemes: [Lexeme]

    /// Where the number that begins at a lexeme ends; nil when none does.
    func end(from start: Int) -> Int? {
        var next = start
        if ["$", "€", "£", "¥"].contains(lexemes[start].text) { next += 1 }
        guard next < lexemes.count, lexemes[next].kind == .number else { return nil }
        next += 1
        guard next < lexemes.count else { return next }
        let isUnit = lexemes[next].text == "%" || EnglishWords.magnitudes.contains(lexemes[next].text)
        return isUnit ? next + 1 : next
    }
}
