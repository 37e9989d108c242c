package import DurableFiles
package import Foundation

/// Writes rows of float32 numbers as a matrix that `numpy.load` reads (NumPy's format 1.0, NEP 1), one row after another.
///
/// The file appears whole or not at all. How many rows it has is written at the end, so that memory does not grow with them.
package final class NumpyMatrixWriter {
    /// The numbers of a row.
    package let width: Int
    /// The rows that were appended.
    package private(set) var rows = 0
    private let writer: DurableFileWriter

    /// - Throws: `FileProblem` when the file cannot be made.
    package init(_ file: URL, width: Int) throws(FileProblem) {
        self.width = width
        writer = try DurableFileWriter(file)
        try writer.append(Self.header(rows: 0, width: width))
    }

    /// Appends a row.
    package func append(_ row: [Float]) throws(FileProblem) {
        precondition(row.count == width, "a row of \(row.count) numbers in a matrix of width \(width)")
        let bits = row.map(\.bitPattern.littleEndian)
        // Unsafe only to see the numbers as the bytes they are written as.
        try writer.append(bits.withUnsafeBytes { Data($0) })
        rows += 1
    }

    /// Puts the file in place.
    package func finish() throws(FileProblem) {
        try writer.overwriteFront(with: Self.header(rows: rows, width: width))
        try writer.finish()
    }

    /// Always of the same length, whatever the numbers: NumPy allows spaces up to the data, which begin at a multiple of 64.
    static func header(rows: Int, width: Int) -> Data {
        let length = 128 - 10
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
        text += String(repeating: " ", count: length - 1 - text.utf8.count) + "\n"
        return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(length), 0]) + Data(text.utf8)
    }
}
