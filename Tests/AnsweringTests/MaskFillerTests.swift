import Answering
import Bert
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing
import VectorSearch
import Wordpieces

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

    /// RU(z|x) of each passage, number by number: what it adds to the log-probability of what is predicted.
    @Test func aPassagesUtilityIsWhatItAddsToThePredictions() throws {
        let project = try TinyProject(finetuned: false)
        let world = project.world
        let filling = try filler(project).fill("The mill of [MASK] was built by Ada [MASK] .", count: 1, passages: 4)
        let bundle = try ModelBundle(opening: Project(project.folder).pretrain)
        let configuration = try RunConfiguration.of(run: Project(project.folder).pretrain)
        let encoder = try bundle.encoder()
        let parts = ["The mill of ", " was built by Ada ", " ."].map(world.tokenizer.ids(of:))
        let tokens = Array(parts.joined(separator: [world.vocabulary.mask]))
        let masks = tokens.indices.filter { tokens[$0] == world.vocabulary.mask }
        let pieces = try filling.withRetrieval.map { try #require(world.vocabulary.id(of: $0[0].text)) }
        func logLikelihood(_ block: Int?) throws -> Double {
            let reading = JointReading(tokens, block, world.corpus, configuration).sequence
            return try zip(masks, pieces).reduce(0) { sum, mask in
                let logits = try Engine.withoutGradient {
                    try encoder.logits(PackedSequences([reading]), at: [mask.0 + 1]).floats().map(Double.init)
                }
                return sum + logits[Int(mask.1)] - log(logits.reduce(0) { $0 + exp($1) })
            }
        }
        #expect(filling.utilities.count == 4 && Set(filling.utilities).count > 1)
        for (passage, utility) in zip(filling.passages, filling.utilities) {
            let expected = try logLikelihood(passage.block) - logLikelihood(nil)
            #expect(abs(utility - expected) < 1e-4)
        }
        #expect(try filler(project).fill("[MASK]", count: 3, passages: 2).utilities.count == 2)
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
