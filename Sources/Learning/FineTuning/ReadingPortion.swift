/// Some of the contexts of one question, which are read together with others in one forward pass.
struct ReadingPortion: Equatable {
    /// The number of the question.
    let reading: Int
    /// Which of its contexts.
    let contexts: Range<Int>

    /// All contexts of all questions, in their order, in as few passes as hold `most` contexts each.
    ///
    /// How they are divided changes no score, for attention runs inside each sequence: the softmax is taken afterwards.
    static func passes(_ counts: [Int], most: Int) -> [[ReadingPortion]] {
        var passes: [[ReadingPortion]] = []
        var left = 0
        for (reading, count) in counts.enumerated() {
            var next = 0
            while next < count {
                if left == 0 {
                    passes.append([])
                    left = most
                }
                let end = min(count, next + left)
                passes[passes.count - 1].append(ReadingPortion(reading: reading, contexts: next..<end))
                left -= end - next
                next = end
            }
        }
        return passes
    }
}
