import Corpora
import Learning
import LearningTestSupport
import Masking
import Realm
import Testing
import VectorSearch
import Wordpieces

/// Which passages a question is trained on.
@Suite struct FineTuningPassagesTests {
    @Test func aPassageWithAnAnswerTakesTheLastOnesPlaceWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let asked = TinyTexts.questions.map { world.question($0.text, [$0.answer]) }
        let configuration = world.fineTuning {
            $0.finetune.retrieverCandidates = 0
            $0.reader.wholeWords = true
        }
        var ensuring = configuration
        ensuring.finetune.ensuresAnswer = true
        var found = (without: 0, with: 0)
        for question in asked {
            let without = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [question], configuration: configuration,
                run: world.run)
            let with = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [question], configuration: ensuring,
                run: world.run)
            let (before, after) = (try without.contexts(of: question, finder), try with.contexts(of: question, finder))
            func holds(_ contexts: [PassageContext]) -> Bool {
                contexts.contains { AnswerTokens.occur(question.answers[0], in: world.corpus.body($0.block)) }
            }
            #expect(after.count == before.count && after.dropLast() == before.dropLast())
            if holds(before) { #expect(after == before) }
            if after != before {
                // The best of those further down, and no better one was passed over.
                let place = try #require(try finder.ranked(question).firstIndex(of: after[1].block))
                let earlier = try finder.ranked(question)[1..<place]
                #expect(!earlier.contains { AnswerTokens.occur(question.answers[0], in: world.corpus.body($0)) })
            }
            if holds(before) { found.without += 1 }
            if holds(after) { found.with += 1 }
            #expect(try with.figures()["readerOracle"] ?? 0 == (holds(after) ? 1 : 0))
        }
        #expect(found.without < found.with && found.with == asked.count)
    }

    /// Candidates and passages come from one search; two would find the same.
    @Test(arguments: [0, 1, 5, 24, 500])
    func oneSearchFindsWhatTwoWould(candidates: Int) throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        var batch = TinyTexts.questions.prefix(5).map { world.question($0.text, [$0.answer]) }
        let asked = batch.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }
        let vectors = try finder.embeddings(of: asked)
        let all = try finder.passages(for: asked, count: world.store.count, from: .dense).map { $0.map(\.id) }
        // The block that a question was made from is never a candidate for it, nor is it read, nor is a copy of it.
        var excluded = batch.map { _ in Set<Int>() }
        for (number, place) in [(1, 0), (3, 2)] {
            let other = batch[number]
            let block = all[number][place]
            let whole = 0..<world.store.tokenCount(of: block)
            batch[number] = TrainingQuestion(
                text: other.text, tokens: other.tokens, answers: other.answers, written: other.written,
                source: .init(block: block, sentence: whole))
            let copies = TrivialMatch(source: world.store.tokens(of: block), sentence: whole)
            excluded[number] = Set(
                (0..<world.store.count).filter { copies.isTrivial(tokens: world.store.tokens(of: $0)) })
            #expect(excluded[number].contains(block))
        }
        let configuration = world.fineTuning { $0.finetune.retrieverCandidates = candidates }
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: batch, configuration: configuration, run: world.run)
        let found = try task.found(for: batch, vectors: vectors)
        for (number, question) in batch.enumerated() {
            let others = all[number].filter { !excluded[number].contains($0) }
            #expect(found.candidates[number] == Array(others.prefix(candidates)))
            #expect(
                found.contexts[number]
                    == world.corpus.contexts(
                        others, for: question.tokens, count: 2, configuration.reader,
                        excluding: excluded[number].contains))
        }
    }

    /// A corpus may hold a passage twice; the copy would give the answer away as the original does.
    @Test(arguments: [false, true])
    func aCopyOfWhatAQuestionWasMadeFromIsNotReadEither(ensuresAnswer: Bool) throws {
        let copies = TinyTexts.documents.map {
            Document(id: "copy of \($0.id ?? "")", title: "Copy of \($0.title)", text: "Once more. \($0.text)")
        }
        let world = try TinyWorld(TinyTexts.documents + copies)
        let configuration = world.fineTuning {
            $0.finetune.retrieverCandidates = 30
            $0.finetune.ensuresAnswer = ensuresAnswer
            $0.reader.contextTokens = 200
        }
        let finder = try world.finder()
        let queries = try MaskedQueries(world.corpus, configuration, file: world.folder("spans")) { _ in }
        let questions = try ClozeQuestions.make(
            queries, corpus: world.corpus, tokenizer: world.tokenizer, most: 25, seed: 1)
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: questions, configuration: configuration, run: world.run)
        let vectors = try finder.embeddings(
            of: questions.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) })
        let found = try task.found(for: questions, vectors: vectors)
        for (number, question) in questions.enumerated() {
            let source = try #require(question.source)
            let sentence = Array(world.corpus.body(source.block)[source.sentence])
            let shown = found.candidates[number] + found.contexts[number].flatMap(\.blocks)
            #expect(!found.contexts[number].isEmpty && found.candidates[number].count == 30)
            #expect(!shown.contains { AnswerTokens.occur(sentence, in: world.corpus.body($0)) })
            #expect((0..<world.store.count).contains { AnswerTokens.occur(sentence, in: world.corpus.body($0)) })
        }
    }

    @Test func partsOfWordsAreSpansWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        func spans(_ wholeWords: Bool) -> Int {
            var settings = world.configuration.reader
            settings.wholeWords = wholeWords
            return PassageReading(
                questions: [world.tokenizer.ids(of: "Who?")],
                contexts: [[PassageContext(around: 0, tokens: 0, store: world.store)]], corpus: world.corpus,
                settings: settings, longestSpan: 5, wordStarts: WordStarts(world.vocabulary)
            ).spans.count
        }
        let count = world.corpus.body(0).count
        #expect(spans(false) == 5 * count - 10)
        #expect(spans(true) < spans(false))
    }
}
