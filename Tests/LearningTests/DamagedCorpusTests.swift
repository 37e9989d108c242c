import Corpora
import Foundation
import Learning
import LearningTestSupport
import Randomness
import Testing
import Wordpieces

/// What training and reading make of a corpus that was damaged on the disk: an error or wrong content, never a crash.
@Suite struct DamagedCorpusTests {
    private let world: TinyWorld

    init() throws { world = try TinyWorld() }

    /// A copy of the corpus with one file changed; nil when it is refused.
    private func corpus(_ name: String, changing change: (inout [UInt8]) -> Void) throws -> LearningCorpus? {
        let folder = world.folder("damaged-\(UUID().uuidString)/corpus")
        try CorpusDamage.copy(of: world.corpusFolder, to: folder, changing: name, change)
        guard let store = try? BlockStore(opening: folder) else { return nil }
        return try? LearningCorpus(store, vocabulary: world.vocabulary)
    }

    /// Asks of the corpus what reading and the stages of training ask of it.
    private func useEverything(_ corpus: LearningCorpus) throws {
        let settings = world.configuration.reader
        let question = world.tokenizer.ids(of: "Who built the mill of Albury?")
        let contexts = corpus.contexts(Array(0..<6), for: question, count: 6, settings)
        let finder = AnswerFinder(corpus: corpus, reader: try world.reader(), settings: settings)
        let reading = AnswerFinder.Reading(
            question: question, contexts: contexts, relevance: [Float](repeating: 0, count: contexts.count))
        for answer in try finder.answers(to: [reading], count: 1_000)[0] { #expect(!answer.text.isEmpty) }

        var configuration = world.configuration
        configuration.masking.kind = .spans
        let inputs = StageInputs(
            corpus: corpus.store.folder, run: corpus.store.folder.appending(path: "../run"),
            configuration: configuration, progress: { _, _ in }, report: { _ in })
        _ = try? HeldOutBlank.all(inputs, vocabulary: world.vocabulary)
        var random = SeededGenerator(seed: 4)
        let spans = corpus.store.folder.appending(path: "../spans")
        if let queries = try? MaskedQueries(corpus, configuration, file: spans, report: { _ in }) {
            _ = try queries.draw(40, using: &random)
        }
        for block in 0..<corpus.store.count where corpus.store.sentences(of: block).count >= 2 {
            let pair = InverseClozeTask.pair(block: block, corpus: corpus, keepShare: 0.5, using: &random)
            #expect(!pair.sentence.isEmpty)
        }
    }

    @Test(arguments: ["tokens.u16", "titles.u16"])
    func wordPiecesThatTheVocabularyLacksStandForWordsWithout(file: String) throws {
        let corpus = try #require(try self.corpus(file) { $0 = [UInt8](repeating: 0xFF, count: $0.count) })
        let unknown = world.vocabulary.unknown
        for block in 0..<corpus.store.count {
            let changed = file == "tokens.u16" ? corpus.body(block) : corpus.title(block)
            let before = file == "tokens.u16" ? world.corpus.body(block) : world.corpus.title(block)
            #expect(changed == before.map { _ in unknown })
        }
        try useEverything(corpus)
    }

    @Test func sentencesWithoutTokensAreNone() throws {
        let damage = try CorpusDamage.emptySentences(of: world.corpusFolder)
        let corpus = try #require(try self.corpus("ranges", changing: damage))
        for block in 0..<corpus.store.count {
            #expect(corpus.store.sentences(of: block).isEmpty)
            #expect(corpus.store.tokenRanges(of: block) == world.store.tokenRanges(of: block))
        }
        try useEverything(corpus)
    }

    @Test(arguments: [UInt8(0), 1, 0x7F, 0xFF])
    func rangesOfOneByteOverAndOverAreUsedWithoutACrash(byte: UInt8) throws {
        let corpus = try #require(
            try self.corpus("ranges") { $0 = [UInt8](repeating: byte, count: $0.count) })
        try useEverything(corpus)
    }

    @Test func anyDamageOfTheRightLengthIsRefusedOrUsedWithoutACrash() throws {
        var random = SeededGenerator(seed: 31)
        let names = try FileManager.default.contentsOfDirectory(atPath: world.corpusFolder.path).sorted()
        var used = 0
        for round in 0..<5 * names.count {
            let damaged = try self.corpus(names[round % names.count]) {
                CorpusDamage.scatter(over: &$0, widely: round >= 2 * names.count, using: &random)
            }
            guard let damaged else { continue }
            used += 1
            try useEverything(damaged)
        }
        #expect(used > names.count)
    }
}
