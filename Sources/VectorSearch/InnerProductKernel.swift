import CInnerProduct

/// A set of machine instructions that computes inner products.
package enum InnerProductKernel: Int32, CaseIterable, Sendable {
    case portable = 0
    case avx2 = 1
    case avx512 = 2
    case neon = 3

    /// Whether this build has it and this processor runs it.
    package var isAvailable: Bool { inner_product_available(rawValue) != 0 }

    /// The fastest one that is available.
    package static let best = [avx512, neon, avx2].first(where: \.isAvailable) ?? portable

    /// The inner product of each query with each row, [queries, rows] in row-major order.
    /// - Parameters:
    ///   - queries: [queryCount, width], row-major.
    ///   - rows: [rowCount, width], row-major.
    package func scores(
        queries: [Float], queryCount: Int, rows: [Float], rowCount: Int, width: Int
    ) -> [Float] {
        precondition(queries.count == queryCount * width && rows.count == rowCount * width && isAvailable)
        return [Float](unsafeUninitializedCapacity: queryCount * rowCount) { scores, count in
            queries.withUnsafeBufferPointer { queries in
                rows.withUnsafeBufferPointer { rows in
                    // An empty array may have no address, and then there is nothing to read or to write either.
                    guard let scores = scores.baseAddress, queryCount * rowCount > 0 else { return }
                    var nothing: Float = 0
                    withUnsafePointer(to: &nothing) { nothing in
                        inner_products(
                            rawValue, queries.baseAddress ?? nothing, queryCount, rows.baseAddress ?? nothing,
                            rowCount, width, scores)
                    }
                }
            }
            count = queryCount * rowCount
        }
    }
}
