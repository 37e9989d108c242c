/// Answers as runs of word pieces, or of bytes.
package enum AnswerTokens {
    /// Whether the answer's elements stand one after another in the body; an empty answer stands nowhere.
    package static func occur<Element: Equatable>(_ answer: [Element], in body: [Element]) -> Bool {
        guard !answer.isEmpty, answer.count <= body.count else { return false }
        return (0...(body.count - answer.count)).contains { stands(answer, at: $0, in: body) }
    }

    /// Where the answer begins in the body.
    package static func places<Element: Equatable>(of answer: [Element], in body: [Element]) -> [Int] {
        guard !answer.isEmpty, answer.count <= body.count else { return [] }
        return (0...(body.count - answer.count)).filter { stands(answer, at: $0, in: body) }
    }

    private static func stands<Element: Equatable>(_ answer: [Element], at start: Int, in body: [Element]) -> Bool {
        // Most places differ in the first element already, and a slice is dearer than a look.
        body[start] == answer[0] && body[start..<start + answer.count].elementsEqual(answer)
    }
}
