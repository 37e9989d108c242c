/// Finds the passages of a whole corpus that hold an answer, without going over all of them.
public struct AnswerIndex: Sendable {
    private let passages: [NormalizedPassage]
    /// A term's passages, in ascending order, each once.
    private let postings: [UInt64: [Int32]]

    /// - Parameter passages: at most 2³¹ − 1 of them; results are positions in this list.
    public init(_ passages: [NormalizedPassage]) {
        self.passages = passages
        var postings: [UInt64: [Int32]] = [:]
        for (number, passage) in passages.enumerated() {
            for term in passage.form.terms where postings[term]?.last != Int32(number) {
                postings[term, default: []].append(Int32(number))
            }
        }
        self.postings = postings
    }

    /// The passages that hold any of the answers, ascending.
    ///
    /// Only passages with an answer's rarest term are looked at. Regular expressions search all of them.
    public func passages(holding answers: AnswerOccurrence) -> [Int] {
        var found: Set<Int> = []
        for form in answers.forms {
            for number in candidates(form) where passages[Int(number)].form.contains(form) { found.insert(Int(number)) }
        }
        if !answers.patterns.isEmpty {
            for (number, passage) in passages.enumerated()
            where answers.patterns.contains(where: { $0.occurs(in: passage.text) }) { found.insert(number) }
        }
        return found.sorted()
    }

    /// Whether any passage holds an answer.
    public func holds(_ answers: AnswerOccurrence) -> Bool {
        answers.forms.contains { form in candidates(form).contains { passages[Int($0)].form.contains(form) } }
            || answers.patterns.contains { pattern in passages.contains { pattern.occurs(in: $0.text) } }
    }

    private func candidates(_ form: AnswerForm) -> [Int32] {
        form.terms.map { postings[$0] ?? [] }.min { $0.count < $1.count } ?? []
    }
}
