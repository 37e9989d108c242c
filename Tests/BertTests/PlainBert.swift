import Bert
import Foundation
import Randomness
import Tensors
import TensorsTestSupport

/// BERT as plain loops over one sequence, line by line as its authors describe it.
struct PlainBert {
    let configuration: BertConfiguration
    let parameters: PlainParameters

    func hidden(_ sequence: TokenSequence) throws -> [[Double]] {
        let words = try parameters.matrix("embeddings.word_embeddings.weight")
        let positions = try parameters.matrix("embeddings.position_embeddings.weight")
        let types = try parameters.matrix("embeddings.token_type_embeddings.weight")
        var rows: [[Double]] = []
        for (place, (id, type)) in zip(sequence.ids, sequence.types).enumerated() {
            let sum = (0..<configuration.hiddenWidth).map {
                words[Int(id)][$0] + positions[place][$0] + types[Int(type)][$0]
            }
            rows.append(try norm("embeddings.LayerNorm", sum))
        }
        for layer in 0..<configuration.layers { rows = try self.layer("encoder.layer.\(layer)", rows) }
        return rows
    }

    func layer(_ name: String, _ rows: [[Double]]) throws -> [[Double]] {
        let queries = try rows.map { try linear("\(name).attention.self.query", $0) }
        let keys = try rows.map { try linear("\(name).attention.self.key", $0) }
        let values = try rows.map { try linear("\(name).attention.self.value", $0) }
        let width = configuration.hiddenWidth / configuration.heads
        return try rows.indices.map { row in
            var context: [Double] = []
            for head in 0..<configuration.heads {
                let columns = (head * width)..<((head + 1) * width)
                let scores = keys.map { key in
                    PlainLayers.dot(Array(queries[row][columns]), Array(key[columns])) / Double(width).squareRoot()
                }
                let weights = PlainLayers.softmax(scores)
                context += columns.map { column in zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[column] } }
            }
            let attention = try linear("\(name).attention.output.dense", context)
            let attended = try norm("\(name).attention.output.LayerNorm", zip(attention, rows[row]).map(+))
            let inner = try linear("\(name).intermediate.dense", attended).map(gelu)
            let output = try linear("\(name).output.dense", inner)
            return try norm("\(name).output.LayerNorm", zip(output, attended).map(+))
        }
    }

    func linear(_ name: String, _ x: [Double]) throws -> [Double] {
        try PlainLayers.linear(x, parameters.matrix("\(name).weight"), parameters.vector("\(name).bias"))
    }

    func norm(_ name: String, _ x: [Double]) throws -> [Double] {
        try PlainLayers.layerNorm(
            x, gain: parameters.vector("\(name).weight"), bias: parameters.vector("\(name).bias"),
            epsilon: Double(configuration.layerNormEpsilon))
    }

    func gelu(_ x: Double) -> Double {
        PlainLayers.gelu(x, tanhApproximation: configuration.activation == .tanhApproximation)
    }
}

extension BertConfiguration {
    /// A model small enough for plain loops, of sizes that no kernel is made for.
    static func tiny(
        heads: Int = 3, headWidth: Int = 5, layers: Int = 2, activation: Activation = .exact
    ) -> BertConfiguration {
        BertConfiguration(
            vocabularySize: 37, hiddenWidth: heads * headWidth, layers: layers, heads: heads, feedForwardWidth: 11,
            longestSequence: 19, sequenceTypes: 2, activation: activation)
    }
}

extension TokenSequence {
    static func random(_ length: Int, using generator: inout SeededGenerator) -> TokenSequence {
        TokenSequence(
            ids: (0..<length).map { _ in Int32.random(in: 0..<37, using: &generator) },
            types: (0..<length).map { $0 < length / 2 ? 0 : 1 })
    }
}
