import Foundation

/// How many questions got better and how many worse, and how surprising that is if neither system is the better one.
///
/// Of values that are 0 or 1 this is McNemar's exact test (McNemar 1947): only questions on which the two systems differ
/// count, and each of them falls to either side like a fair coin.
public struct SignTest: Equatable, Sendable, Codable {
    /// Questions whose value rose.
    public let better: Int
    /// Questions whose value fell.
    public let worse: Int
    /// Questions whose value is the same.
    public let equal: Int
    /// The chance of a division at least so uneven, exact and two-sided; 1 where no question differs.
    public let pValue: Double

    /// - Parameters: `before` and `after` hold a value a question, in the same order.
    public init(before: [Double], after: [Double]) {
        precondition(before.count == after.count, "the same questions before and after")
        better = zip(before, after).count { $0 < $1 }
        worse = zip(before, after).count { $0 > $1 }
        equal = before.count - better - worse
        pValue = Self.twoSided(min(better, worse), of: better + worse)
    }

    /// min(1, 2 Σ_{i ≤ fewer} C(n, i) / 2ⁿ), in logarithms, for C(n, i) leaves the numbers' range soon.
    private static func twoSided(_ fewer: Int, of count: Int) -> Double {
        guard count > 0 else { return 1 }
        var logChance = -Double(count) * log(2)
        var tail = exp(logChance)
        for taken in 0..<fewer {
            logChance += log(Double(count - taken)) - log(Double(taken + 1))
            tail += exp(logChance)
        }
        return min(1, 2 * tail)
    }
}
