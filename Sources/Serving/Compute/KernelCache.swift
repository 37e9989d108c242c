import Foundation

/// How many of oneDNN's kernels are kept, each compiled for one length of input.
///
/// By default a thousand are, and questions bring ever new lengths: a hundred of them made a server half a gigabyte larger.
enum KernelCache {
    /// Enough for the shapes of one batch; a kernel is compiled in less time than can be measured on an answer.
    private static let kernels = 16

    /// Sets the bound, unless the environment has one.
    ///
    /// It is read at the first computation, so call this before.
    static func bound() {
        // oneDNN's name, its former name, and that of the layer between it and libtorch.
        for name in ["ONEDNN_PRIMITIVE_CACHE_CAPACITY", "DNNL_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"] {
            setenv(name, String(kernels), 0)
        }
    }
}
