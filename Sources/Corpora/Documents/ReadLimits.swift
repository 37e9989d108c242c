/// How much of a file a reader holds in memory at once.
public struct ReadLimits: Sendable, Equatable {
    /// The bytes of the longest line that is read; a longer one is a problem.
    public var longestLine: Int
    /// The bytes of the largest file that is read as one document; a larger one is a problem.
    public var largestFile: Int

    public init(longestLine: Int = 64 << 20, largestFile: Int = 64 << 20) {
        self.longestLine = longestLine
        self.largestFile = largestFile
    }
}
