package import Foundation

/// A constant array of numbers that lives in a memory-mapped file or in memory, in the machine's byte order.
///
/// The memory is unsafe because Swift's arrays cannot own a mapping. It is written before `init` returns and never
/// again, which is why several threads may read it, and it is given back in `deinit` only. It is lent as a span, so that
/// bounds are checked.
package final class StoredArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    private let elements: UnsafeBufferPointer<Element>
    private let giveBack: () -> Void

    package var count: Int { elements.count }

    /// Copies the elements to memory of its own.
    package init(copying source: [Element]) {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: source.count)
        _ = memory.initialize(from: source)
        elements = UnsafeBufferPointer(memory)
        giveBack = { memory.deallocate() }
    }

    /// Maps a file that holds elements and nothing else; nothing is read until it is used.
    ///
    /// The file must not change while it is mapped, which holds for the immutable folders of this package.
    /// - Parameter count: how many elements there are; as many as fill the file when nil.
    /// - Throws: `FileProblem` when the file cannot be read or has another length.
    package init(mapping file: URL, count: Int? = nil) throws(FileProblem) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        }
        let size = MemoryLayout<Element>.stride
        let bytes = Int(status.st_size)
        let held = bytes / size
        guard bytes.isMultiple(of: size), held == count ?? held else {
            let expected = count.map { "\($0) elements of \(size) bytes" } ?? "elements of \(size) bytes each"
            throw FileProblem(file, "has \(bytes) bytes where \(expected) were expected; make it again")
        }
        guard bytes > 0 else {
            elements = UnsafeBufferPointer(start: nil, count: 0)
            giveBack = {}
            return
        }
        guard let memory = mmap(nil, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
            throw FileProblem(file, "cannot be mapped: \(String(cString: strerror(errno)))")
        }
        // A mapping begins on a page, so the elements are aligned; any bits are an element, for it is bitwise copyable.
        elements = UnsafeBufferPointer(start: memory.assumingMemoryBound(to: Element.self), count: held)
        giveBack = { munmap(memory, bytes) }
    }

    deinit { giveBack() }

    /// Lets `body` read the elements, with bounds checked.
    package func withSpan<Result>(_ body: (Span<Element>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(elements.span) }
    }

    package subscript(place: Int) -> Element { withSpan { $0[place] } }

    /// A copy of some elements.
    package subscript(range: Range<Int>) -> [Element] {
        // Unsafe because an array copies no span; the pointer does not leave the closure.
        withSpan { $0.extracting(range).withUnsafeBufferPointer { Array($0) } }
    }
}

extension StoredArray<UInt8> {
    /// Some bytes as text; those of a damaged file that are not UTF-8 become U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        // Unsafe because no string is made of a span that may not be UTF-8; the pointer does not leave the closure.
        withSpan { $0.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    }
}
