import Foundation
import Synchronization

/// Mapping with all cores.
enum Parallel {
    /// The results in the order of the elements.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        let results = Mutex<[Int: [Result]]>([:])
        let piece = 32
        let pieces = (elements.count + piece - 1) / piece
        DispatchQueue.concurrentPerform(iterations: pieces) { number in
            let part = elements[(number * piece)..<min(elements.count, (number + 1) * piece)].map(transform)
            results.withLock { $0[number] = part }
        }
        return results.withLock { parts in (0..<pieces).flatMap { parts[$0] ?? [] } }
    }
}
