/// Names by their capitals: runs of capitalised words, with particles, initials and abbreviations inside.
struct NameGrammar {
    let lexemes: [Lexeme]
    /// Whether a word (in lower case) is common, so that its capital at the start of a sentence says nothing.
    let isCommon: (String) -> Bool

    /// The names of a sentence, as ranges of its lexemes.
    func names() -> [Range<Int>] {
        let initial = lexemes.firstIndex { $0.kind != .mark }
        var names: [Range<Int>] = []
        var start = 0
        while start < lexemes.count {
            guard isNameWord(start) else {
                start += 1
                continue
            }
            let end = runEnd(from: start)
            let name = trimmed(start..<end)
            if isName(name, isInitial: name.lowerBound == initial) { names.append(name) }
            start = end
        }
        return names
    }

    /// The end of the run: as long as another capitalised word follows directly or over particles.
    private func runEnd(from start: Int) -> Int {
        var end = start + 1
        while true {
            var next = end
            if isJoiningStop(next) || text(next) == "&" { next += 1 }
            var particles = 0
            while particles < 3, isParticle(next) {
                next += 1
                particles += 1
            }
            guard isNameWord(next) else { break }
            end = next + 1
        }
        // The last full stop of "the U.S." belongs to it.
        let isAcronym = end - start >= 3 && text(end - 2) == "." && isLetter(end - 1)
        return isAcronym && isJoiningStop(end) ? end + 1 : end
    }

    /// Without the stop words in front, and the particles behind those.
    private func trimmed(_ run: Range<Int>) -> Range<Int> {
        var start = run.lowerBound
        while start < run.upperBound,
            EnglishWords.stopWords.contains(lexemes[start].text.lowercased()) || !isNameWord(start)
        {
            start += 1
        }
        return start..<run.upperBound
    }

    private func isName(_ name: Range<Int>, isInitial: Bool) -> Bool {
        guard let first = name.first else { return false }
        guard name.count == 1 else { return true }
        return !isLetter(first) && !(isInitial && isCommon(lexemes[first].text.lowercased()))
    }

    private func text(_ index: Int) -> String? { index < lexemes.count ? lexemes[index].text : nil }

    private func isNameWord(_ index: Int) -> Bool {
        index < lexemes.count && lexemes[index].kind == .word && lexemes[index].isCapitalised
    }

    private func isParticle(_ index: Int) -> Bool {
        index < lexemes.count && lexemes[index].kind == .word && EnglishWords.particles.contains(lexemes[index].text)
    }

    private func isLetter(_ index: Int) -> Bool { lexemes[index].text.unicodeScalars.count == 1 }

    /// A full stop directly after an initial or an abbreviation.
    private func isJoiningStop(_ index: Int) -> Bool {
        guard text(index) == ".", lexemes[index - 1].range.upperBound == lexemes[index].range.lowerBound else {
            return false
        }
        return isLetter(index - 1) || EnglishWords.abbreviations.contains(lexemes[index - 1].text)
    }
}
