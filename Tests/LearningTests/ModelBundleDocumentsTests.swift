import Corpora
import DurableFiles
import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch
import Wordpieces

/// Questions are compared only with vectors that their embedder can be compared with.
@Suite struct ModelBundleDocumentsTests {
    private func generation(_ index: URL) throws -> Generation {
        try #require(try GenerationFolder(index).current())
    }

    /// An index of the corpus by an embedder that nothing was trained with.
    private func strangers(_ world: TinyWorld) throws -> Generation {
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder("stranger", seed: 77).path
        configuration.warmstart.steps = 0
        try WarmStart.trainEmbedder(world.inputs("stranger run", configuration), vocabulary: world.vocabulary)
        try IndexRefresh.build(
            ModelBundle(opening: world.folder("stranger run")), number: 1, step: 0,
            in: GenerationFolder(world.folder("stranger index")), store: world.store, documentTokens: 64,
            progress: { _, _ in })
        return try generation(world.folder("stranger index"))
    }

    @Test func fineTuningNamesTheIndexThatItLearnedWith() throws {
        let project = try TinyProject()
        let own = try generation(Project.index(project))
        let tuned = try ModelBundle(opening: project.world.folder("finetune"))
        #expect(try tuned.documentModel() == own.manifest.model)
        #expect(try tuned.embedderFingerprint() != own.manifest.model)
        try tuned.check(own, of: project.world.store)
        let problem = #expect(throws: VectorIndexError.self) {
            try tuned.check(strangers(project.world), of: project.world.store)
        }
        #expect(problem?.description.contains("the index was made by another model") == true)
    }

    @Test func anIndexOfTheModelsOwnIsAccepted() throws {
        let project = try TinyProject(finetuned: false)
        let model = try ModelBundle(opening: project.world.folder("pretrain"))
        let own = try generation(Project.index(project))
        #expect(try model.documentModel() == nil)
        try model.check(own, of: project.world.store)
        _ = try model.embedder(searching: own, of: project.world.store, run: project.world.folder("pretrain"))
    }

    /// A run that still trains has newer weights than its index; its questions are asked with those of the index.
    @Test func aRunThatTrainsIsSearchedWithTheSnapshotOfItsIndex() throws {
        let project = try TinyProject(finetuned: false)
        let run = project.world.folder("pretrain")
        let own = try generation(Project.index(project))
        let other = try ModelBundle(opening: project.world.folder("warm/embedder"))
        #expect(try other.embedderFingerprint() != own.manifest.model)
        #expect(throws: VectorIndexError.self) {
            try other.embedder(searching: own, of: project.world.store, run: run)
        }
        try FileManager.default.removeItem(at: RunFolder(run).done)
        let embedder = try other.embedder(searching: own, of: project.world.store, run: run)
        let vectors = try BlockEmbedder(embedder, corpus: project.world.corpus, documentTokens: 64)
            .embeddings(of: 0..<1)
        #expect(zip(vectors, own.index.vector(0)).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func aDamagedNameIsAnError() throws {
        let world = try TinyWorld()
        let folder = world.folder("bundle")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try ModelBundle.write(world.embedder(), in: folder)
        try world.vocabulary.write(to: folder.appending(path: "vocab.txt"))
        let model = Fingerprint(of: "weights")
        try ModelBundle.write(documentModel: model, in: folder)
        #expect(try ModelBundle(opening: folder).documentModel() == model)
        try Data("{}".utf8).write(to: folder.appending(path: "documents.json"))
        let problem = #expect(throws: FileProblem.self) { try ModelBundle(opening: folder).documentModel() }
        #expect(problem?.description.contains("does not name a model") == true)
    }
}

/// Where a tiny project keeps its index.
private enum Project {
    static func index(_ project: TinyProject) -> URL { project.world.folder("pretrain/index") }
}
