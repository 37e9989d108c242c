import DurableFiles
import Foundation

/// A file in memory as long as the object lives, read-only, loaded by the operating system as it is touched.
final class MappedFile: Sendable {
    let url: URL
    // Unsafe because the pages belong to the operating system: nobody writes to them, and `deinit` alone unmaps them.
    private nonisolated(unsafe) let mapped: UnsafeRawBufferPointer

    /// - Throws: `FileProblem` when the file cannot be opened or mapped.
    init(_ url: URL) throws(FileProblem) {
        self.url = url
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else { throw Self.problem("opened", url) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.problem("looked at", url) }
        let count = Int(status.st_size)
        if count == 0 {
            mapped = UnsafeRawBufferPointer(start: nil, count: 0)
        } else {
            guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
                throw Self.problem("mapped into memory", url)
            }
            mapped = UnsafeRawBufferPointer(start: start, count: count)
        }
    }

    deinit {
        if let start = mapped.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), mapped.count) }
    }

    var count: Int { mapped.count }

    /// The bytes in `range`, which must lie within the file, as long as `body` runs.
    func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(rebasing: mapped[range])) }
    }

    /// The text in `range`; bytes of a damaged file that are not UTF-8 become U+FFFD.
    func text(_ range: Range<Int>) -> String {
        withBytes(range) { String(decoding: $0, as: UTF8.self) }
    }

    private static func problem(_ what: String, _ url: URL) -> FileProblem {
        FileProblem(url, "cannot be \(what): \(String(cString: strerror(errno)))")
    }
}
