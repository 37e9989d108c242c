/// How many masked word pieces are filled rightly, with retrieval and without.
public struct MaskAccuracy: Sendable, Equatable {
    public private(set) var masks = 0
    /// Masks for which the right piece is the likeliest under Σ_z p(z|x) p(y_j|z,x).
    public private(set) var rightWithRetrieval = 0
    /// Masks for which it is the likeliest with the null document alone.
    public private(set) var rightWithNull = 0

    public init() {}

    /// Counts the masks of a query.
    /// - Parameters:
    ///   - mixture: the likeliest piece under the mixture at each mask.
    ///   - null: the likeliest piece with the null document at each mask.
    ///   - targets: the pieces that stand there.
    mutating func count(mixture: some Sequence<Int64>, null: some Sequence<Int64>, targets: some Sequence<Int32>) {
        for (target, (mixture, null)) in zip(targets, zip(mixture, null)) {
            masks += 1
            if mixture == Int64(target) { rightWithRetrieval += 1 }
            if null == Int64(target) { rightWithNull += 1 }
        }
    }

    static func += (sum: inout MaskAccuracy, other: MaskAccuracy) {
        sum.masks += other.masks
        sum.rightWithRetrieval += other.rightWithRetrieval
        sum.rightWithNull += other.rightWithNull
    }

    /// Names and shares for the log; none when nothing was masked.
    var named: [(String, Double)] {
        guard masks > 0 else { return [] }
        return [
            ("accuracy", Double(rightWithRetrieval) / Double(masks)),
            ("nullAccuracy", Double(rightWithNull) / Double(masks)),
        ]
    }
}
