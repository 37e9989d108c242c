import Crypto
package import Foundation

/// Writes the elements of a `StoredArray` one after the other, in memory bounded by a piece.
package final class StoredArrayWriter<Element: BitwiseCopyable & Sendable> {
    /// The elements that were appended.
    package private(set) var count = 0
    private let file: URL
    private let handle: FileHandle
    private var hash: SHA256?
    private var piece: [Element] = []
    private let pieceLength = (256 << 10) / MemoryLayout<Element>.stride

    /// - Parameter isHashed: whether `finish` returns a checksum.
    /// - Throws: `FileProblem` when the file cannot be made.
    package init(_ file: URL, isHashed: Bool = false) throws(FileProblem) {
        self.file = file
        hash = isHashed ? SHA256() : nil
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
    /// - Returns: the SHA-256 of all bytes; nothing where none was asked for.
    @discardableResult
    package func finish() throws(FileProblem) -> [UInt8] {
        try flush()
        do { try handle.close() } catch { throw FileProblem(writing: file, error) }
        return hash.map { Array($0.finalize()) } ?? []
    }

    private func flush() throws(FileProblem) {
        // Unsafe because elements become bytes; they are copied before the pointer ends.
        let bytes = piece.withUnsafeBytes { Data($0) }
        hash?.update(data: bytes)
        do { try handle.write(contentsOf: bytes) } catch { throw FileProblem(writing: file, error) }
        piece.removeAll(keepingCapacity: true)
    }
}
