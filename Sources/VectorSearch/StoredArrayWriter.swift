package import DurableFiles
package import Foundation

/// Writes the elements of a `StoredArray` one after the other, in memory bounded by a piece.
package final class StoredArrayWriter<Element: BitwiseCopyable & Sendable> {
    /// The elements that were appended.
    package private(set) var count = 0
    private let file: URL
    private let handle: FileHandle
    private var piece: [Element] = []
    private let pieceLength = (256 << 10) / MemoryLayout<Element>.stride

    /// - Throws: `FileProblem` when the file cannot be made.
    package init(_ file: URL) throws(FileProblem) {
        self.file = file
        do {
            try Data().write(to: file)
            handle = try FileHandle(forWritingTo: file)
        } catch {
            throw FileProblem(writing: file, error)
        }
        piece.reserveCapacity(pieceLength)
    }

    package func append(_ element: Element) throws(FileProblem) {
        piece.append(element)
        count += 1
        if piece.count >= pieceLength { try flush() }
    }

    package func append(contentsOf elements: some Collection<Element>) throws(FileProblem) {
        piece.append(contentsOf: elements)
        count += elements.count
        if piece.count >= pieceLength { try flush() }
    }

    /// Writes what is left and closes the file.
    package func finish() throws(FileProblem) {
        try flush()
        do { try handle.close() } catch { throw FileProblem(writing: file, error) }
    }

    private func flush() throws(FileProblem) {
        do {
            // Unsafe because elements become bytes; they are copied before the pointer ends.
            try handle.write(contentsOf: piece.withUnsafeBytes { Data($0) })
        } catch {
            throw FileProblem(writing: file, error)
        }
        piece.removeAll(keepingCapacity: true)
    }
}
