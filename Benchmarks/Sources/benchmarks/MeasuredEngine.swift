import Foundation
import Tensors

/// The tensor engine set up as the program sets it up, with weights and inputs that are the same each time.
enum MeasuredEngine {
    /// - Returns: what was chosen, for the report.
    static func prepare(threads: Int) throws -> [String: String] {
        try Engine.setThreads(threads)
        let products = try Engine.useFastestMatrixProducts()
        try Engine.seed(1)
        return [
            "matrixProducts": products.library.rawValue,
            "OMP_WAIT_POLICY": ProcessInfo.processInfo.environment["OMP_WAIT_POLICY"] ?? "not set",
        ]
    }
}
