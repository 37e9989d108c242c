package import DurableFiles
package import Foundation

/// A constant array of numbers that lives in a memory-mapped file or in memory, in the machine's byte order.
///
/// The memory is unsafe because Swift's arrays cannot own a mapping. It is written before `init` returns and never
/// again, which is why several threads may read it, and it is given back in `deinit` only.
package final class StoredArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// The elements; valid while the array is alive.
    let elements: UnsafeBufferPointer<Element>
    private let giveBack: () -> Void

    package var count: Int { elements.count }

    /// Copies the elements to memory of its own.
    package init(copying source: [Element]) {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: source.count)
        _ = memory.initialize(from: source)
        elements = UnsafeBufferPointer(memory)
        giveBack = { memory.deallocate() }
    }

    /// Maps a file that holds `count` elements and nothing else; nothing is read until it is used.
    ///
    /// The file must not change while it is mapped, which holds for the immutable folders of this package.
    /// - Throws: `FileProblem` when the file cannot be read or has another length.
    package init(mapping file: URL, count: Int) throws(FileProblem) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        }
        let size = MemoryLayout<Element>.stride
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard count >= 0, !overflow, Int(status.st_size) == bytes else {
            throw FileProblem(
                file,
                "has \(status.st_size) bytes where \(count) elements of \(size) bytes were expected; make it again")
        }
        guard bytes > 0 else {
            elements = UnsafeBufferPointer(start: nil, count: 0)
            giveBack = {}
            return
        }
        guard let memory = mmap(nil, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
            throw FileProblem(file, "cannot be mapped: \(String(cString: strerror(errno)))")
        }
        elements = UnsafeBufferPointer(start: memory.assumingMemoryBound(to: Element.self), count: count)
        giveBack = { munmap(memory, bytes) }
    }

    deinit { giveBack() }

    /// Lets `body` read the elements, with bounds checked.
    package func withSpan<Result>(_ body: (Span<Element>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(elements.span) }
    }
}
