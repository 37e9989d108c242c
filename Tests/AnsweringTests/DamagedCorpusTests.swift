import Answering
import Evaluation
import Foundation
import LearningTestSupport
import Randomness
import Testing

/// Questions to a corpus that was damaged on the disk: it is refused, or answers are wrong, but nothing crashes.
@Suite struct DamagedCorpusTests {
    private let project: TinyProject
    private let parts: Project

    init() throws {
        project = try TinyProject()
        parts = Project(project.folder)
    }

    /// Asks a copy of the corpus with one file changed.
    /// - Returns: the answers; nil when the corpus is refused.
    private func answers(
        _ name: String, changing change: (inout [UInt8]) -> Void
    ) throws -> [Response.Answer]? {
        let corpus = project.folder.appending(path: "damaged-\(UUID().uuidString)")
        try CorpusDamage.copy(of: parts.corpus, to: corpus, changing: name, change)
        let opened = try? Answerer(
            model: parts.answeringModel, corpus: corpus, index: parts.index, lexical: parts.lexical)
        guard let answerer = opened else { return nil }
        let questions = [Question("Who built the mill of Kelby?", answers: ["Kate Fell"])]
        _ = try? AnswerEvaluation(answerer, questions: questions).run()
        return (try? answerer.answer(questions[0].text, count: 40))?.answers
    }

    @Test func anAnswerInNoSentenceIsShownInItsBlock() throws {
        let damage = try CorpusDamage.emptySentences(of: parts.corpus)
        let answers = try #require(try self.answers("ranges", changing: damage))
        #expect(answers.count > 1)
        #expect(answers.allSatisfy { $0.startInContext == $0.start && $0.context.contains($0.text) })
    }

    @Test func wordPiecesThatTheVocabularyLacksAreRead() throws {
        #expect(try self.answers("tokens.u16") { $0 = [UInt8](repeating: 0xFF, count: $0.count) } != nil)
    }

    @Test func anyDamageOfTheRightLengthIsRefusedOrReadWithoutACrash() throws {
        var random = SeededGenerator(seed: 17)
        let names = try FileManager.default.contentsOfDirectory(atPath: parts.corpus.path).sorted()
        var read = 0
        for round in 0..<4 * names.count {
            let answers = try self.answers(names[round % names.count]) {
                CorpusDamage.scatter(over: &$0, widely: round >= 2 * names.count, using: &random)
            }
            if answers != nil { read += 1 }
        }
        #expect(read > names.count)
    }
}
