import Corpora
import Realm
import Wordpieces
import Learning
import LearningTestSupport
import Randomness
import Testing

@Suite struct PassageReadingTests {
    private func reading(
        _ world: TinyWorld, _ questions: [String], _ blocks: [[Int]], contextTokens: Int = 0
    ) -> PassageReading {
        PassageReading(
            questions: questions.map(world.tokenizer.ids(of:)),
            contexts: blocks.map { blocks in
                blocks.map { PassageContext(around: $0, tokens: contextTokens, store: world.store) }
            }, corpus: world.corpus,
            settings: world.configuration.reader, longestSpan: 5, wordStarts: WordStarts(world.vocabulary))
    }

    /// Every run of whole words of at most five pieces, block by block.
    private func spans(_ world: TinyWorld, _ block: Int) -> [Range<Int>] {
        let body = world.corpus.body(block)
        func startsWord(_ place: Int) -> Bool {
            place == body.count || !world.vocabulary[body[place]].hasPrefix("##")
        }
        return body.indices.flatMap { start in
            (start + 1...min(body.count, start + 5)).map { start..<$0 }
        }.filter { startsWord($0.lowerBound) && startsWord($0.upperBound) }
    }

    @Test func theSpansAreTheRunsOfWholeWords() throws {
        let world = try TinyWorld()
        let blocks = [[0, 5, 9], [], [20]]
        let reading = reading(world, ["Who built the mill of Albury?", "Where?", "Who?"], blocks)
        #expect(reading.questions == [0..<3, 3..<3, 3..<4])
        for (question, blocks) in blocks.enumerated() {
            for (place, block) in blocks.enumerated() {
                let passage = reading.questions[question].lowerBound + place
                let found = reading.spans.range(ofPassage: passage).map {
                    reading.bodyRange(ofSpan: $0, inPassage: passage)
                }
                #expect(
                    found.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
                        == spans(world, block))
            }
        }
        #expect(reading.spans(ofQuestion: 1).isEmpty)
    }

    @Test func theAnswersSpansAreThoseThatAScanFinds() throws {
        let world = try TinyWorld()
        let blocks = [Array(0..<8), Array(8..<20)]
        let reading = reading(world, ["Who built the mill of Albury?", "Who drew the bridge?"], blocks)
        let answers = ["Ada Winter", "Clara Moss", "1804", "the", "Albury", "nowhere at all", "mill of Albury"]
            .map(world.tokenizer.ids(of:))
        for (question, blocks) in blocks.enumerated() {
            var expected: [[Int]] = []
            for (place, block) in blocks.enumerated() {
                let body = world.corpus.body(block)
                for span in spans(world, block) where answers.contains(Array(body[span])) {
                    expected.append([place, span.lowerBound, span.upperBound])
                }
            }
            let found = reading.spans(ofQuestion: question, matching: answers).map { span -> [Int] in
                let passage =
                    reading.questions[question].first {
                        reading.spans.range(ofPassage: $0).contains(span)
                    } ?? -1
                let range = reading.bodyRange(ofSpan: span, inPassage: passage)
                return [passage - reading.questions[question].lowerBound, range.lowerBound, range.upperBound]
            }
            #expect(
                found.sorted { $0.lexicographicallyPrecedes($1) }
                    == expected.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(!found.isEmpty)
        }
        #expect(reading.spans(ofQuestion: 0, matching: []).isEmpty)
    }

    @Test func aPieceThatGoesOnStartsNoWord() throws {
        let world = try TinyWorld()
        let starts = WordStarts(world.vocabulary)
        for id in 0..<Int32(world.vocabulary.count) {
            #expect(starts[id] == !world.vocabulary[id].hasPrefix("##"))
        }
        #expect(starts[Int32(world.vocabulary.count)] && starts[-1] && starts[65_535])
    }

    @Test func answersAreFoundWhereTheirPiecesStandInARow() {
        #expect(AnswerTokens.occur([2, 3], in: [1, 2, 2, 3]))
        #expect(!AnswerTokens.occur([2, 3], in: [2, 1, 3]))
        #expect(AnswerTokens.occur([1], in: [1]))
        #expect(!AnswerTokens.occur([], in: [1]))
        #expect(!AnswerTokens.occur([1, 2], in: [1]))
        #expect(!AnswerTokens.occur([1], in: []))
    }

    /// Spans stay inside one block each, and point at the same words as when the block is read alone.
    @Test func aBlockReadWithItsNeighboursHasTheSpansOfEach() throws {
        let world = try TinyWorld()
        for block in 0..<world.store.count {
            let context = PassageContext(around: block, tokens: 60, store: world.store)
            #expect(context.blocks.contains(block))
            let count = context.blocks.reduce(0) { $0 + world.store.tokenCount(of: $1) }
            #expect(count <= 60 || context.blocks.count == 1)
            let documents = Set(context.blocks.map(world.store.document(of:)))
            #expect(documents == [world.store.document(of: block)])
            let reading = reading(world, ["Who?"], [[block]], contextTokens: 60)
            #expect(reading.blocks.elementsEqual(context.blocks.prefix(reading.blocks.count)))
            for (passage, read) in reading.blocks.enumerated() {
                let found = reading.spans.range(ofPassage: passage).map {
                    reading.bodyRange(ofSpan: $0, inPassage: passage)
                }
                let end = found.map(\.upperBound).max() ?? 0
                #expect(Set(found) == Set(spans(world, read).filter { $0.upperBound <= end }))
            }
        }
    }

    /// Neighbours stand in front too: without regard to the room they would push the end of their own block out of it.
    @Test func neighboursNeverPushTheirBlockOut() throws {
        let world = try TinyWorld(blockTokens: 24)
        var settings = world.configuration.reader
        settings.contextTokens = 1000
        settings.jointTokens = 60
        let question = world.tokenizer.ids(of: "Who built the mill of Albury?")
        for block in 0..<world.store.count {
            let context = world.corpus.contexts([block], for: question, count: 1, settings)[0]
            #expect(context.room == world.corpus.room(for: block, beside: question, settings))
            #expect(context.room < 60 - question.count)
            let read = context.read(world.store)
            let own = read.first { $0.block == block }?.tokens
            #expect(own == min(context.room, world.store.tokenCount(of: block)))
            #expect(read.reduce(0) { $0 + $1.tokens } <= context.room)
        }
        #expect(world.store.count > 3)
    }

    @Test func aLoneBlockThatDoesNotFitIsCutAtItsEnd() throws {
        let world = try TinyWorld()
        let count = world.store.tokenCount(of: 0)
        let context = PassageContext(around: 0, tokens: 1000, room: count - 3, store: world.store)
        #expect(context.blocks == 0..<1)
        #expect(context.read(world.store).map(\.tokens) == [count - 3])
        #expect(PassageContext(around: 0, tokens: 0, room: 0, store: world.store).read(world.store).isEmpty)
    }

    /// A question that was made from a block would find its answer there, also as a neighbour of another.
    @Test func theSourceOfAQuestionIsNeverReadForIt() throws {
        let world = try TinyWorld(blockTokens: 24)
        for block in 0..<world.store.count {
            let document = world.store.blocks(ofDocument: world.store.document(of: block))
            #expect(PassageContext(around: block, tokens: 1000, store: world.store).blocks == document)
            for source in document where source != block {
                let context = PassageContext(
                    around: block, tokens: 1000, store: world.store, excluding: { $0 == source })
                #expect(context.blocks.contains(block) && !context.blocks.contains(source))
            }
        }
        let contexts = PassageContext.distinct(
            Array(0..<12), count: 3, tokens: 1000, store: world.store, excluding: { $0 == 1 })
        #expect(contexts.count == 3 && !contexts.contains { $0.blocks.contains(1) })
    }

    @Test func aContextThatAnEarlierOneHoldsIsNotReadTwice() throws {
        let world = try TinyWorld()
        let contexts = PassageContext.distinct(
            Array(0..<world.store.count), count: 4, tokens: 200, store: world.store)
        let read = contexts.flatMap(\.blocks)
        #expect(contexts.count == 4)
        #expect(Set(read).count == read.count)
    }
}
