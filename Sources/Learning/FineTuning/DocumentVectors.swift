package import Tensors
package import VectorSearch

/// Embed(z) of the blocks that questions are scored with: as stored in the index, or computed anew for those that learn.
///
/// Stored vectors are constants, so that only Embed(x) gets a gradient, as in the released fine-tuning. Where the index
/// is rebuilt during fine-tuning, the vectors of some blocks are computed in the step and carry it to Embed(z) too.
package struct DocumentVectors {
    private let index: ExactIndex
    private var rowOfBlock: [Int: Int] = [:]
    private var fresh: Tensor?

    /// All vectors as they are stored.
    package init(stored index: ExactIndex) { self.index = index }

    /// - Parameters:
    ///   - learning: the blocks whose vectors are computed anew; repeats count once.
    ///   - embed: Embed(z) of blocks with today's weights, `[blocks, width]`.
    package init(stored index: ExactIndex, learning blocks: [Int], _ embed: ([Int]) throws -> Tensor) throws {
        self.index = index
        var distinct: [Int] = []
        for block in blocks where rowOfBlock[block] == nil {
            rowOfBlock[block] = distinct.count
            distinct.append(block)
        }
        if !distinct.isEmpty { fresh = try embed(distinct) }
    }

    /// f(x, z) of one question with some blocks, `[blocks]`.
    /// - Parameters:
    ///   - queries: Embed(x) of all questions, `[questions, width]`.
    ///   - number: which of them.
    package func scores(_ queries: Tensor, _ number: Int, _ blocks: [Int]) throws -> Tensor {
        let width = index.width
        let query = try queries.narrowed(axis: 0, start: number, length: 1).reshaped([width, 1])
        let learning = blocks.filter { rowOfBlock[$0] != nil }
        let constant = blocks.filter { rowOfBlock[$0] == nil }
        var parts: [Tensor] = []
        if let fresh, !learning.isEmpty {
            let rows = learning.compactMap { rowOfBlock[$0] }.map(Int64.init)
            parts.append(try fresh.rows(Tensor(integers: rows, shape: [rows.count])))
        }
        if !constant.isEmpty {
            parts.append(try Tensor(constant.flatMap(index.vector), shape: [constant.count, width]))
        }
        let scores = try Tensor.concatenated(parts, axis: 0).matmul(query).reshaped([blocks.count])
        guard !learning.isEmpty, !constant.isEmpty else { return scores }
        // The order of the caller's blocks: those computed anew were put first.
        var (next, nextConstant) = (0, learning.count)
        let order = blocks.map { block -> Int64 in
            defer { if rowOfBlock[block] == nil { nextConstant += 1 } else { next += 1 } }
            return Int64(rowOfBlock[block] == nil ? nextConstant : next)
        }
        return try scores.rows(Tensor(integers: order, shape: [order.count]))
    }
}
