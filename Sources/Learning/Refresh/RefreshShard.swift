/// Which part of the corpus a refresher embeds, where several share the work: `2/3` is the second of three.
public struct RefreshShard: Sendable, Equatable {
    /// From 0.
    public let index: Int
    public let count: Int

    /// All of it.
    public static let whole = RefreshShard(index: 0, count: 1)

    /// - Returns: nil when there is no such part.
    public init?(_ number: Int, of count: Int) {
        guard count >= 1, (1...count).contains(number) else { return nil }
        self.init(index: number - 1, count: count)
    }

    /// Reads `2/3`; nil when it is not of that form, or there is no such part.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(number, of: count)
    }

    private init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    public var isWhole: Bool { count == 1 }
}
