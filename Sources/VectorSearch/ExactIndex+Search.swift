import CInnerProduct
import Dispatch
import DurableFiles
public import Foundation
import Synchronization

extension ExactIndex {
    /// Finds the rows with the greatest inner products for each query: maximum inner product search (section 3.3).
    ///
    /// The result does not depend on the other queries of the batch or on the number of threads, bit for bit.
    /// - Parameters:
    ///   - queries: [n, width], row-major.
    ///   - k: hits wanted for each query; fewer are returned where there are not as many rows.
    ///   - excluding: rows that a query must not find; asked only for rows that would be among the best.
    ///   - threads: how many parts the rows are split into, to be searched at the same time.
    /// - Returns: for each query its hits, best first, equal scores by lower id. A row whose score is not a number is
    ///   never among them.
    /// - Throws: `VectorIndexError` when the queries are no whole number of vectors, or one is not finite.
    public func search(
        _ queries: [Float], count k: Int,
        excluding: (@Sendable (_ query: Int, _ id: Int) -> Bool)? = nil,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws(VectorIndexError) -> [[Hit]] {
        try search(queries, count: k, excluding: excluding, threads: threads, kernel: .best)
    }

    package func search(
        _ queries: [Float], count k: Int, excluding: (@Sendable (_ query: Int, _ id: Int) -> Bool)?,
        threads: Int, kernel: InnerProductKernel
    ) throws(VectorIndexError) -> [[Hit]] {
        guard queries.count.isMultiple(of: width) else {
            throw .partialVector(values: queries.count, width: width)
        }
        if let place = queries.firstIndex(where: { !$0.isFinite }) { throw .notFinite(vector: place / width) }
        let wanted = min(max(0, k), count)
        let queryCount = queries.count / width
        guard wanted > 0, queryCount > 0 else { return Array(repeating: [], count: queryCount) }

        // A thread costs more than it saves on fewer rows.
        let parts = max(1, min(threads, count / 2048))
        let found = Mutex<[[BestHits]]>(Array(repeating: [], count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let rows = count * part / parts..<count * (part + 1) / parts
            let best = scan(rows, queries, queryCount, wanted, excluding, kernel)
            found.withLock { $0[part] = best }
        }
        let all = found.withLock { $0 }
        guard parts > 1 else { return all[0].map { $0.ranked() } }
        return (0..<queryCount).map { query in
            let hits = all.flatMap { $0[query].ranked() }.sorted { $0.precedes($1) }
            return Array(hits.prefix(wanted))
        }
    }

    /// The best hits of each query among some rows.
    ///
    /// Rows are taken in tiles that stay in the second-level cache while all queries pass over them, so that each row
    /// is read from memory once a batch; queries in blocks, so that their scores stay in the cache too.
    private func scan(
        _ rows: Range<Int>, _ queries: [Float], _ queryCount: Int, _ wanted: Int,
        _ excluding: ((_ query: Int, _ id: Int) -> Bool)?, _ kernel: InnerProductKernel
    ) -> [BestHits] {
        let tileRows = min(rows.count, max(16, (1 << 18) / (width * 4) / 16 * 16))
        let blockQueries = min(queryCount, 64)
        var best = Array(repeating: BestHits(capacity: wanted), count: queryCount)
        var scores = [Float](repeating: 0, count: tileRows * blockQueries)
        var positions = [UInt32](repeating: 0, count: tileRows)

        // Unsafe because the kernels are C functions; every range handed to them lies within its buffer.
        matrix.withSpan { vectors in
            vectors.withUnsafeBufferPointer { vectors in
                queries.withUnsafeBufferPointer { queries in
                    scores.withUnsafeMutableBufferPointer { scores in
                        positions.withUnsafeMutableBufferPointer { positions in
                            guard let allRows = vectors.baseAddress, let allQueries = queries.baseAddress,
                                let scores = scores.baseAddress, let positions = positions.baseAddress
                            else { return }
                            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
                                let tile = min(tileRows, rows.upperBound - first)
                                for firstQuery in stride(from: 0, to: queryCount, by: blockQueries) {
                                    let block = min(blockQueries, queryCount - firstQuery)
                                    inner_products(
                                        kernel.rawValue, allQueries + firstQuery * width, block,
                                        allRows + first * width, tile, width, scores)
                                    for query in 0..<block {
                                        let ofQuery = scores + query * tile
                                        select(
                                            ofQuery, tile, positions, firstRow: first, query: firstQuery + query,
                                            excluding, &best[firstQuery + query])
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return best
    }

    /// Offers the scores of one query with `count` rows, by rising id.
    private func select(
        _ scores: UnsafePointer<Float>, _ count: Int, _ positions: UnsafeMutablePointer<UInt32>, firstRow: Int,
        query: Int, _ excluding: ((_ query: Int, _ id: Int) -> Bool)?, _ best: inout BestHits
    ) {
        func offer(_ position: Int) {
            let hit = Hit(id: firstRow + position, score: scores[position])
            guard best.admits(hit) else { return }
            if let excluding, excluding(query, hit.id) { return }
            best.offer(hit)
        }
        var position = 0
        while position < count, !best.isFull {
            offer(position)
            position += 1
        }
        guard position < count else { return }
        let found = inner_products_above(scores + position, count - position, best.threshold, positions)
        for place in 0..<found { offer(position + Int(positions[place])) }
    }
}
