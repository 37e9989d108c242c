import DurableFiles
import Masking
import Randomness
import Testing

@Suite struct RecurringSpansTests {
    /// Blocks of word pieces only, several to a document.
    private struct Chapters: TokenisedBlocks {
        var pieces: [[UInt16]]
        var documents: [Int]

        var count: Int { pieces.count }
        var fingerprint: Fingerprint { Fingerprint(of: "\(pieces) \(documents)") }
        func tokens(of block: Int) -> [UInt16] { pieces[block] }
        func tokenRanges(of block: Int) -> [Range<Int>] { pieces[block].indices.map { $0..<$0 + 1 } }
        func sentences(of block: Int) -> [Range<Int>] { [0..<pieces[block].count] }
        func text(of block: Int) -> String { "" }
        func title(of block: Int) -> String { "" }
        func titleTokens(of block: Int) -> [UInt16] { [] }
        func document(of block: Int) -> Int { documents[block] }
    }

    /// Ids from 1000 on go on with a word.
    private let isContinuation = (0...Int(UInt16.max)).map { $0 >= 1000 }

    private func find(_ chapters: Chapters, _ options: RecurringSpans.Options = .init()) -> RecurringSpans {
        RecurringSpans.find(in: chapters, isContinuation: isContinuation, options: options)
    }

    @Test func aRunThatReturnsInAnotherPassageIsFoundInBoth() {
        let chapters = Chapters(
            pieces: [[1, 2, 50, 51, 1050, 3], [4, 5, 6], [7, 50, 51, 1050, 8, 9], [50, 51, 1050]],
            documents: [0, 0, 0, 1])
        let found = find(chapters)
        #expect(found.pairs.count == 1 && found.documents == [0..<1])
        #expect(found.pairs[0].blocks == [0, 2])
        #expect(found.pairs[0].pieces == [2..<5, 1..<4])
    }

    @Test func aWordThatGoesOnInOnePassageIsNotTheSameWord() {
        // 51 ends in the first passage and goes on in the second.
        let chapters = Chapters(pieces: [[50, 51, 3], [50, 51, 1051, 4]], documents: [0, 0])
        let found = find(chapters)
        #expect(found.pairs.map(\.pieces) == [[0..<1, 0..<1]])
    }

    @Test func copiesAndRunsThatAreEverywhereTeachNothing() {
        let copy = (0..<30).map { UInt16(100 + $0) }
        #expect(find(Chapters(pieces: [copy, copy], documents: [0, 0])).pairs.isEmpty)
        // The same run in two passages of each of ten documents.
        let pieces = (0..<20).map { [UInt16(200 + $0), 60, 61, UInt16(300 + $0)] }
        let chapters = Chapters(pieces: pieces, documents: (0..<20).map { $0 / 2 })
        #expect(find(chapters).pairs.count == 10)
        #expect(find(chapters, .init(mostOtherBlocks: 17)).pairs.isEmpty)
        #expect(find(chapters, .init(mostOtherBlocks: 18)).documents.count == 10)
    }

    @Test func everyPairIsARunOfWholeWordsInTwoPassagesOfOneDocument() {
        var random = SeededGenerator(seed: 3)
        var total = 0
        for _ in 0..<300 {
            let blocks = Int.random(in: 0...60, using: &random)
            let words = UInt16.random(in: 3...40, using: &random)
            let pieces = (0..<blocks).map { _ in
                (0..<Int.random(in: 0...25, using: &random)).map { _ in
                    UInt16.random(in: 0..<words, using: &random)
                        + (Int.random(in: 0..<4, using: &random) == 0 ? 1000 : 0)
                }
            }
            var document = 0
            let documents = (0..<blocks).map { _ in
                if Int.random(in: 0..<3, using: &random) == 0 { document += 1 }
                return document
            }
            let chapters = Chapters(pieces: pieces, documents: documents)
            let options = RecurringSpans.Options(longest: 6, mostOtherBlocks: 3, mostPairs: 5)
            let found = find(chapters, options)
            total += found.pairs.count
            #expect(found == find(chapters, options))
            #expect(found.documents.flatMap { Array($0) } == Array(found.pairs.indices))
            for pair in found.pairs {
                let (a, b) = (pieces[pair.blocks[0]], pieces[pair.blocks[1]])
                let run = Array(a[pair.pieces[0]])
                #expect(pair.blocks[0] < pair.blocks[1] && documents[pair.blocks[0]] == documents[pair.blocks[1]])
                #expect(run == Array(b[pair.pieces[1]]) && (1...6).contains(run.count))
                #expect(run[0] < 1000)
                for (tokens, range) in [(a, pair.pieces[0]), (b, pair.pieces[1])] {
                    #expect(range.upperBound == tokens.count || tokens[range.upperBound] < 1000)
                }
                #expect(pieces.count { BlockTokens($0).holds(run) } <= 5)
            }
            for group in found.documents {
                #expect(group.count <= 5 && Set(group.map { documents[found.pairs[$0].blocks[0]] }).count == 1)
            }
        }
        #expect(total > 100)
    }
}
