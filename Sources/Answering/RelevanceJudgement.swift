import Corpora
import Evaluation
import Learning

/// Tells which passages of a corpus are right for a question.
struct RelevanceJudgement {
    private let store: BlockStore

    init(_ store: BlockStore) { self.store = store }

    /// The rank of the first passage that holds an answer, or, where no answer is known, is of a gold document.
    func passages(_ ranked: [[Int]], for questions: [Question]) -> RetrievalScores {
        contexts(
            ranked.map { $0.map { PassageContext(around: $0, tokens: 0, store: store) } }, for: questions)
    }

    /// The same of passages as they are read: several blocks of a document each, or a block without what is cut away.
    func contexts(_ ranked: [[PassageContext]], for questions: [Question]) -> RetrievalScores {
        var prepared: [Int: NormalizedPassage] = [:]
        func passage(_ block: Int, _ tokens: Int) -> NormalizedPassage {
            guard tokens == store.tokenCount(of: block) else {
                let end = store.tokenRanges(of: block)[tokens - 1].upperBound
                return NormalizedPassage(String(decoding: store.text(of: block).utf8.prefix(end), as: UTF8.self))
            }
            if let passage = prepared[block] { return passage }
            let passage = NormalizedPassage(store.text(of: block))
            prepared[block] = passage
            return passage
        }
        return RetrievalScores(
            firstRelevant: zip(ranked, questions).map { contexts, question in
                let place: Int?
                if question.answers.isEmpty {
                    let gold = Set((question.gold ?? []).map(String.init))
                    place = contexts.firstIndex { gold.contains(store.documentId(of: $0.block)) }
                } else {
                    let answers = AnswerOccurrence(of: question)
                    place = contexts.firstIndex { context in
                        context.read(store).contains { answers.isHeld(by: passage($0.block, $0.tokens)) }
                    }
                }
                return place.map { $0 + 1 }
            })
    }

    /// The rank of the first right page among the pages of the passages.
    func pages(_ ranked: [[Int]], for questions: [Question]) -> RetrievalScores {
        let wanted = Set(questions.flatMap { $0.gold ?? [] }.map(String.init))
        var pageOfDocument: [String: PageRanking.Page] = [:]
        for document in 0..<store.documentCount where wanted.contains(store.documentId(ofDocument: document)) {
            pageOfDocument[store.documentId(ofDocument: document)] = PageRanking.Page(
                store.title(ofDocument: document), passage: store.blocks(ofDocument: document).lowerBound)
        }
        let gold = questions.map { question in
            let titled = (question.pages ?? []).map { PageRanking.Page.titled($0) }
            return Set(titled + (question.gold ?? []).compactMap { pageOfDocument[String($0)] })
        }
        return PageRanking.scores(ranked: ranked, gold: gold, titles: store.title(of:))
    }
}
