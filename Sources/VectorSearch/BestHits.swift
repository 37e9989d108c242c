/// The best `capacity` hits among those offered, in a heap with the worst of them at its root.
package struct BestHits: Sendable {
    private let capacity: Int
    private var heap: [Hit] = []

    package init(capacity: Int) { self.capacity = max(0, capacity) }

    /// Whether a hit must beat another one to enter.
    package var isFull: Bool { heap.count == capacity }

    /// Scores that are not greater cannot enter when rows are offered by rising id; infinite when nothing can.
    ///
    /// Meant for when the heap is full: before that every score enters that is a number.
    package var threshold: Float { heap.first?.score ?? .infinity }

    /// Whether `hit` belongs to the best so far.
    ///
    /// A score that is not a number never does.
    package func admits(_ hit: Hit) -> Bool {
        guard !hit.score.isNaN else { return false }
        guard isFull else { return true }
        guard let worst = heap.first else { return false }
        return hit.precedes(worst)
    }

    /// Takes `hit` in where it belongs to the best so far.
    package mutating func offer(_ hit: Hit) {
        guard admits(hit) else { return }
        if isFull {
            heap[0] = hit
            sink()
        } else {
            heap.append(hit)
            rise()
        }
    }

    /// The best first.
    package func ranked() -> [Hit] { heap.sorted { $0.precedes($1) } }

    private mutating func rise() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].precedes(heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var worst = parent
            for child in (2 * parent + 1)..<(2 * parent + 3)
            where child < heap.count && heap[worst].precedes(heap[child]) {
                worst = child
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
