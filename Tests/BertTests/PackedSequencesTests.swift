import Bert
import Testing

@Suite struct PackedSequencesTests {
    @Test func sequencesLieEndToEndAndEachCountsItsOwnPositions() {
        let batch = PackedSequences([
            TokenSequence(ids: [101, 7, 102], types: [0, 0, 0]), TokenSequence(ids: [101, 102], types: [0, 1]),
        ])
        #expect(batch.ids == [101, 7, 102, 101, 102])
        #expect(batch.types == [0, 0, 0, 0, 1])
        #expect(batch.positions == [0, 1, 2, 0, 1])
        #expect(batch.starts == [0, 3, 5])
        #expect(batch.count == 2 && batch.tokenCount == 5)
        #expect(batch.range(of: 0) == 0..<3 && batch.range(of: 1) == 3..<5)
    }

    @Test func appendingOneByOneIsPackingAtOnce() {
        let sequences = (1...5).map {
            TokenSequence(ids: Array(repeating: 9, count: $0), types: Array(repeating: 0, count: $0))
        }
        var batch = PackedSequences()
        for sequence in sequences { batch.append(sequence) }
        #expect(batch == PackedSequences(sequences))
    }

    @Test func noSequencesIsABatchToo() {
        #expect(PackedSequences().count == 0 && PackedSequences().tokenCount == 0)
        #expect(PackedSequences([]) == PackedSequences())
    }
}
