import Tensors
import Wordpieces
import Answering
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

@Suite struct MaskFillerTests {
    private func filler(_ project: TinyProject) throws -> MaskFiller {
        let folder = Project(project.folder)
        return try MaskFiller(model: folder.pretrain, corpus: folder.corpus, index: folder.index)
    }

    @Test func aMaskInAQueryIsAMaskToTheRetrieverToo() throws {
        let project = try TinyProject(finetuned: false)
        let embedder = try TextEmbedder(model: Project(project.folder).pretrain)
        let text = "The mill of[MASK][MASK]was built."
        let words = ["The mill of", "was built."].reduce(0) { $0 + embedder.tokenCount(of: $1, as: .document) }
        #expect(embedder.tokenCount(of: text, as: .query) == words + 2)
        #expect(embedder.tokenCount(of: "[MASK]", as: .document) > 1)
        let (masked, filled) = ("The mill of [MASK] was built.", "The mill of Kelby was built.")
        let vectors = try embedder.embeddings(of: [masked, filled, masked], as: .query)
        #expect(vectors[0] == vectors[2] && vectors[0] != vectors[1])
    }

    @Test func eachMaskIsFilledWithAndWithoutDocuments() throws {
        let project = try TinyProject(finetuned: false)
        let filler = try filler(project)
        let all = project.world.vocabulary.count
        let filling = try filler.fill("The mill of [MASK] was built by Ada [MASK] .", count: all, passages: 4)
        #expect(filling.withRetrieval.count == 2 && filling.withoutRetrieval.count == 2)
        for pieces in filling.withRetrieval + filling.withoutRetrieval {
            #expect(pieces.count == all)
            #expect(abs(pieces.reduce(0) { $0 + $1.probability } - 1) < 1e-4)
            #expect(pieces.map(\.probability) == pieces.map(\.probability).sorted(by: >))
        }
        #expect(filling.passages.count == 4)
        #expect(abs(filling.passages.reduce(filling.nullProbability) { $0 + $1.probability } - 1) < 1e-6)
        #expect(try filler.fill("[MASK]", count: 3).withRetrieval[0].count == 3)
    }

    /// p(∅|x) follows the offset that was learned with the model.
    @Test func theNullDocumentsOffsetCounts() throws {
        let project = try TinyProject(finetuned: false)
        let with = try filler(project).fill("[MASK] is a town")
        let offset = try #require(
            try ModelBundle(opening: project.world.folder("pretrain")).nullOffset()?.bias.scalar())
        let checkpoint = try ModelBundle(opening: project.world.folder("pretrain")).folder
        try FileManager.default.removeItem(at: checkpoint.appending(path: "nullOffset"))
        let without = try filler(project).fill("[MASK] is a town")
        func odds(_ probability: Double) -> Double { log(probability / (1 - probability)) }
        #expect(abs(odds(with.nullProbability) - odds(without.nullProbability) - Double(offset)) < 1e-4)
    }

    @Test func textsThatCannotBeFilledAreNamed() throws {
        let filler = try filler(TinyProject(finetuned: false))
        #expect(throws: QuestionProblem.noMask) { try filler.fill("Albury is a town.") }
        #expect(throws: QuestionProblem.noMask) { try filler.fill("") }
        #expect(throws: QuestionProblem.tooManyMasks(11)) { try filler.fill(String(repeating: "[MASK] ", count: 11)) }
        #expect(throws: QuestionProblem.tooLong(tokens: 61, limit: 46)) {
            try filler.fill("[MASK] " + String(repeating: ". ", count: 60))
        }
        #expect(
            QuestionProblem.noMask.description == "the text has no [MASK]; write [MASK] where a word piece is missing")
        #expect(
            QuestionProblem.tooManyMasks(11).description == "the text has 11 masks; at most 10 can be filled at once")
    }

    @Test func anIndexOfAnotherModelIsRefused() throws {
        let project = try TinyProject(finetuned: false)
        let folder = Project(project.folder)
        let problem = #expect(throws: VectorIndexError.self) {
            try MaskFiller(model: folder.warmEmbedder, corpus: folder.corpus, index: folder.index)
        }
        #expect(problem?.description.contains("the index was made by another model") == true)
    }
}
