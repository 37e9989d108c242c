import ArgumentParser

/// How many results are wanted.
enum HitCount {
    static func check(_ count: Int) throws {
        guard (1...10_000).contains(count) else {
            throw ValidationError("the number of results is \(count); expected 1 to 10000")
        }
    }
}
