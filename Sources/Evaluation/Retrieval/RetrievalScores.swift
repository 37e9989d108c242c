/// Recall at k of ranked lists: the share of questions that have a relevant passage among the first k.
public struct RetrievalScores: Equatable, Sendable {
    /// The rank, from 1, of each question's first relevant passage; nil when its list holds none.
    public let firstRelevant: [Int?]

    public init(firstRelevant: [Int?]) { self.firstRelevant = firstRelevant }

    /// - Parameter relevance: for each question, whether the passages of its list are relevant, best first.
    public init(relevance: [[Bool]]) {
        firstRelevant = relevance.map { list in list.firstIndex(of: true).map { $0 + 1 } }
    }

    /// 1 for each question with a relevant passage among its first `k`, else 0.
    public func hits(at k: Int) -> [Double] { firstRelevant.map { ($0 ?? .max) <= k ? 1 : 0 } }

    /// Recall at `k` with its uncertainty.
    public func recall(at k: Int, seed: UInt64 = 1) -> SampleMean { SampleMean(hits(at: k), seed: seed) }

    /// The mean of 1 / rank of the first relevant passage, 0 where there is none.
    public func meanReciprocalRank(seed: UInt64 = 1) -> SampleMean {
        SampleMean(firstRelevant.map { $0.map { 1 / Double($0) } ?? 0 }, seed: seed)
    }
}
