import Foundation

extension Engine {
    /// Enough for the shapes of one batch.
    private static let kernels = 16

    /// Has oneDNN keep few of the kernels that it compiles, each for one length of input, unless the environment says how many.
    ///
    /// By default it keeps a thousand, and every batch brings a new length: a training of the smallest towers held
    /// 0.9 GB of kernels that were never used again, a server half a gigabyte after a hundred questions. Compiling one
    /// takes less time than can be measured on a step. The bound is read at the first computation, so call this before.
    public static func keepFewKernels() {
        // oneDNN's name, its former name, and that of the layer between it and libtorch.
        for name in ["ONEDNN_PRIMITIVE_CACHE_CAPACITY", "DNNL_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"] {
            setenv(name, String(kernels), 0)
        }
    }
}
