import Answering

/// What `ask --json` prints.
struct AnsweredQuestion: Encodable {
    struct Answer: Encodable {
        let text: String
        /// Σ over the spans of all read passages that say this.
        let probability: Double
        let block: Int
        let title: String
        /// Where the answer stands in the block's text, in UTF-8 bytes.
        let start, end: Int
        /// The sentence that it stands in.
        let context: String
    }

    struct FoundPassage: Encodable {
        let block: Int
        let title: String
        /// The score of the search that found it.
        let score: Double
        /// p(z|x).
        let probability: Double

        init(_ passage: Passage) {
            block = passage.block
            title = passage.title
            score = passage.score
            probability = passage.probability
        }
    }

    let question: String
    /// Most probable first.
    let answers: [Answer]
    /// Best first.
    let passages: [FoundPassage]
    let milliseconds: Double

    init(_ response: Response) {
        question = response.question
        answers = response.answers.map {
            Answer(
                text: $0.text, probability: $0.probability, block: $0.block, title: $0.title, start: $0.start,
                end: $0.end, context: $0.context)
        }
        passages = response.passages.map(FoundPassage.init)
        milliseconds = response.milliseconds
    }
}

/// An answered question for people to read.
struct AnswerPage {
    let text: String

    /// - Parameter onTerminal: whether bold letters can be used to mark the answers.
    init(_ response: Response, onTerminal: Bool) {
        var lines = [response.question]
        if response.answers.isEmpty { lines.append("  no answer: no passage was found") }
        for (place, answer) in response.answers.enumerated() {
            let start = answer.startInContext
            let context = MarkedText(
                answer.context, marking: start..<start + answer.end - answer.start, onTerminal: onTerminal)
            let title = answer.title.isEmpty ? "block \(answer.block)" : answer.title
            lines.append("  \(place + 1). \(answer.text)   \(Written.percent(answer.probability))   \(title)")
            lines.append("     \(context.text)")
        }
        if !response.passages.isEmpty { lines.append("  read, with p(z|x):") }
        lines += response.passages.map {
            "     \(Written.number($0.probability))   \($0.title.isEmpty ? "(no title)" : $0.title), block \($0.block)"
        }
        text = lines.joined(separator: "\n") + "\n\n"
    }
}
