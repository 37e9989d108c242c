import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of each element, in order, computed on all cores.
    package func concurrentMap<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        // Small shares, so that no core waits long for another; not too small, for each takes the lock once.
        let size = count / 64 + 1
        let shares = (count + size - 1) / size
        let results = Mutex([[Result]](repeating: [], count: shares))
        DispatchQueue.concurrentPerform(iterations: shares) { share in
            let some = self[(share * size)..<Swift.min((share + 1) * size, count)].map(transform)
            results.withLock { $0[share] = some }
        }
        return results.withLock { $0.flatMap(\.self) }
    }
}
