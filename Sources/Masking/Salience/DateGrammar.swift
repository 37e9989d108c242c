/// Dates as English writes them: "12 March 1842", "March 12, 1842", "1914–18", "the 1840s", "44 BC", "5th century".
struct DateGrammar {
    let lexemes: [Lexeme]

    /// Where the longest date that begins at a lexeme ends; nil when none does.
    func end(from start: Int) -> Int? {
        let ends = [dayAndMonth(start), monthFirst(start), century(start), years(start), isoDate(start)]
        return ends.compactMap { $0 }.max()
    }

    /// "12 March", "12th of March 1842".
    private func dayAndMonth(_ start: Int) -> Int? {
        guard isDay(start) else { return nil }
        let month = word(start + 1) == "of" ? start + 2 : start + 1
        guard isMonth(month) else { return nil }
        return year(after: month + 1)
    }

    /// "March 1842", "March 12", "March 12–14, 1842"; a month alone unless it begins the sentence ("May", "March").
    private func monthFirst(_ start: Int) -> Int? {
        guard isMonth(start) else { return nil }
        var next = start + 1
        if isMark(next, [".", "of"]) { next += 1 }
        if isDay(next) {
            next += 1
            if isMark(next, Self.dashes), isDay(next + 1) { next += 2 }
            return year(after: next)
        }
        if isYear(next) { return era(after: next + 1) }
        return start > 0 ? start + 1 : nil
    }

    /// "19th century", "2nd millennium BC".
    private func century(_ start: Int) -> Int? {
        guard isOrdinal(start), let word = word(start + 1), Self.ages.contains(word) else { return nil }
        return era(after: start + 2)
    }

    /// "1842", "1840s", "1914–1918", "1842-43", "AD 79", "79 AD".
    private func years(_ start: Int) -> Int? {
        if let word = word(start), word == "AD", isPlain(start + 1, 1...2100) { return start + 2 }
        if isYear(start) {
            if isMark(start + 1, Self.dashes), isYear(start + 2) || isPlain(start + 2, 0...99, digits: 2) {
                return era(after: start + 3)
            }
            return era(after: start + 1)
        }
        if isPlain(start, 1...9999), let word = word(start + 1), EnglishWords.eras.contains(word) { return start + 2 }
        let isDecade = digits(start).map { (1000...2100).contains($0) && $0 % 10 == 0 } ?? false
        return isDecade && lexemes[start].suffix == "s" ? start + 1 : nil
    }

    /// "1842-03-12".
    private func isoDate(_ start: Int) -> Int? {
        guard isYear(start), isMark(start + 1, ["-"]), isPlain(start + 2, 1...12, digits: 2), isMark(start + 3, ["-"]),
            isPlain(start + 4, 1...31, digits: 2)
        else { return nil }
        return start + 5
    }

    /// The end of a date that may go on with a year: past ", 1842", "1842 BC", or where it was.
    private func year(after end: Int) -> Int {
        let place = isMark(end, [","]) || isMark(end, ["."]) ? end + 1 : end
        return isYear(place) ? era(after: place + 1) : end
    }

    private func era(after end: Int) -> Int {
        guard let word = word(end), EnglishWords.eras.contains(word) else { return end }
        return end + 1
    }

    private static let dashes: Set<String> = ["-", "\u{2013}", "/"]
    private static let ages: Set<String> = ["century", "centuries", "millennium", "millennia"]

    private func word(_ index: Int) -> String? {
        index < lexemes.count && lexemes[index].kind == .word ? lexemes[index].text : nil
    }

    private func isMark(_ index: Int, _ marks: Set<String>) -> Bool {
        index < lexemes.count && marks.contains(lexemes[index].text)
    }

    private func isMonth(_ index: Int) -> Bool { word(index).map(EnglishWords.months.contains) ?? false }

    private func digits(_ index: Int) -> Int? { index < lexemes.count ? lexemes[index].plainDigits : nil }

    /// A number of digits only.
    private func isPlain(_ index: Int, _ values: ClosedRange<Int>, digits count: Int? = nil) -> Bool {
        guard let value = digits(index), lexemes[index].suffix.isEmpty else { return false }
        return values.contains(value) && (count ?? lexemes[index].text.count) == lexemes[index].text.count
    }

    private func isYear(_ index: Int) -> Bool { isPlain(index, 1000...2100, digits: 4) }

    private func isOrdinal(_ index: Int) -> Bool {
        digits(index) != nil && ["st", "nd", "rd", "th"].contains(lexemes[index].suffix)
    }

    private func isDay(_ index: Int) -> Bool {
        guard let value = digits(index), (1...31).contains(value) else { return false }
        return lexemes[index].suffix.isEmpty || isOrdinal(index)
    }
}
