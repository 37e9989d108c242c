import Bert
import Foundation
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct SpanReaderTests {
    private let configuration = SpanReaderConfiguration(bert: Tiny.bert, spanHiddenWidth: 5, longestSpan: 3)

    private func reader(_ generator: inout SeededGenerator) throws -> SpanReader {
        let reader = try SpanReader(configuration, .random())
        try redraw(reader.parameters, using: &generator)
        return reader
    }

    private func passages(_ generator: inout SeededGenerator) -> (PackedSequences, CandidateSpans) {
        let batch = Tiny.batch([9, 5, 12], using: &generator)
        let bodies = [4..<8, 3..<3, 5..<11]
        return (
            batch,
            CandidateSpans(
                batch: batch, bodies: bodies, isWordStart: bodies.map { Array(repeating: true, count: $0.count) },
                longest: configuration.longestSpan)
        )
    }

    @Test func scoresAreThoseOfPlainLoops() throws {
        var generator = SeededGenerator(seed: 111)
        let reader = try reader(&generator)
        let parameters = try PlainParameters(reader.parameters)
        let (batch, spans) = passages(&generator)
        let hidden = try Tiny.hidden(of: reader, Tiny.bert, batch)
        let ends = try hidden.map {
            try PlainLayers.linear(
                $0, parameters.matrix("qa_outputs.dense_intermediate.weight"),
                parameters.vector("qa_outputs.dense_intermediate.bias"))
        }
        let slow = try zip(spans.starts, spans.ends).map { start, end in
            let sum = (0..<5).map { max(0, ends[Int(start)][$0] + ends[Int(end)][$0 + 5]) }
            let normal = try PlainLayers.layerNorm(
                sum, gain: parameters.vector("qa_outputs.layer_normalization.weight"),
                bias: parameters.vector("qa_outputs.layer_normalization.bias"), epsilon: 1e-3)
            return try PlainLayers.linear(
                normal, parameters.matrix("qa_outputs.dense_output.weight"),
                parameters.vector("qa_outputs.dense_output.bias"))[0]
        }
        // Where a span's numbers are nearly alike, their layer norm divides the rounding by √ε = 0.03.
        let scale = 1 + (slow.map(abs).max() ?? 0)
        #expect(agree(try reader.scores(batch, of: spans).floats(), slow, 3e-5, of: scale))
    }

    @Test func gradientsAreCentralDifferences() throws {
        var generator = SeededGenerator(seed: 112)
        let reader = try reader(&generator)
        let (batch, spans) = passages(&generator)
        // A small step: one of 1e-3 crosses the corner of a ReLU here, where there is no gradient to compare with.
        let check = GradientCheck(step: 3e-4, tolerance: 2e-2, elements: 12)
        let found = try check.differences(of: reader.parameters) { try reader.scores(batch, of: spans) }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func noSpansHaveNoScores() throws {
        var generator = SeededGenerator(seed: 113)
        let reader = try reader(&generator)
        let batch = Tiny.batch([4], using: &generator)
        let none = CandidateSpans(batch: batch, bodies: [3..<3], isWordStart: [[]], longest: 3)
        #expect(try reader.scores(batch, of: none).shape == [0])
        let nothing = CandidateSpans(batch: PackedSequences(), bodies: [], isWordStart: [], longest: 3)
        #expect(try reader.scores(PackedSequences(), of: nothing).shape == [0])
    }

    @Test func aTowerGetsANewHead() throws {
        let tower = try BertEncoder(Tiny.bert, .random())
        let reader = try SpanReader(configuration, tower: Tiny.weights(of: tower))
        #expect(reader.parameters.map(\.name) == (try SpanReader(configuration, .random())).parameters.map(\.name))
    }

    @Test func impossibleShapesAreNamed() {
        #expect(
            SpanReaderConfiguration(bert: Tiny.bert, spanHiddenWidth: 0).problem
                == "the width of a span's representation is 0; expected a number from 1 to 16777216")
        #expect(
            SpanReaderConfiguration(bert: Tiny.bert, longestSpan: 0).problem
                == "the longest span has 0 word pieces; expected at least 1")
        #expect(SpanReaderConfiguration(bert: Tiny.bert).problem == nil)
        #expect(throws: TensorError.self) {
            try SpanReader(SpanReaderConfiguration(bert: Tiny.bert, longestSpan: 0), .random())
        }
    }
}
