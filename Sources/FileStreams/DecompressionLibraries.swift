import CBzip2
import CZlib

/// The libraries that compressed files are read with.
package enum DecompressionLibraries {
    /// Their names and versions, as they are loaded.
    package static var versions: String {
        let zlib = zlibVersion().map { String(cString: $0) } ?? "of an unknown version"
        // "1.0.8, 13-Jul-2019"
        let bzip2 = BZ2_bzlibVersion().map { String(cString: $0).prefix { $0 != "," } } ?? "of an unknown version"
        return "zlib \(zlib), libbz2 \(bzip2)"
    }
}
