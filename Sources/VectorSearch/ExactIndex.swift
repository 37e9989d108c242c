import DurableFiles
import Foundation

/// Every vector of a corpus, searched by computing all inner products.
///
/// The matrix is [count, width] of 32-bit floats, row-major, memory-mapped or in memory. It never changes, so one index
/// may be searched from several threads at once.
public final class ExactIndex: Sendable {
    /// The matrix's file in a generation's folder.
    static let fileName = "vectors.f32"

    /// Rows of the matrix.
    public let count: Int
    /// Components of each vector.
    public let width: Int
    let matrix: StoredArray<Float>

    /// Maps the matrix in the folder of an index generation.
    init(in folder: URL, describedBy manifest: IndexManifest) throws {
        count = manifest.count
        width = manifest.width
        matrix = try StoredArray(
            mapping: folder.appending(path: Self.fileName), count: manifest.count * manifest.width)
    }

    /// Keeps vectors in memory.
    /// - Parameters:
    ///   - vectors: [count, width], row-major.
    ///   - width: components of each vector, at least 1.
    public init(vectors: [Float], width: Int) throws(VectorIndexError) {
        guard width > 0 else { throw .unusable(field: "width", found: width, expected: "at least 1") }
        guard vectors.count.isMultiple(of: width) else {
            throw .partialVector(values: vectors.count, width: width)
        }
        count = vectors.count / width
        self.width = width
        matrix = StoredArray(copying: vectors)
    }

    /// The vectors of a range of rows, row-major.
    public func vectors(_ rows: Range<Int>) -> [Float] {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        return matrix[rows.lowerBound * width..<rows.upperBound * width]
    }

    /// The vector of one row.
    public func vector(_ id: Int) -> [Float] {
        precondition((0..<count).contains(id), "row \(id) of \(count)")
        return matrix[id * width..<(id + 1) * width]
    }
}
