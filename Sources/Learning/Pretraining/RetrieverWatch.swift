package import Realm

/// Notices that the retriever has collapsed: for many steps in a row p(z|x) says nothing, or always the same.
///
/// A retriever that finds noise teaches the encoder to ignore it, and then gets no gradient to mend itself (paper §3.4).
/// While a sign shows no checkpoint is written, so that the last one is from before it.
package struct RetrieverWatch {
    /// What a collapse shows itself by.
    package enum Sign: String, Sendable, CaseIterable {
        /// One passage takes all of p(z|x), so that no other can gain.
        case entropyFloor
        /// All passages are alike.
        case entropyCeiling
        /// The null document takes all of p(z|x).
        case nullDocument
        /// What was found at the start is not found any more.
        case recall
    }

    /// A sign that lasted too long.
    package struct Collapse: Equatable, Sendable {
        package let sign: Sign
        /// What was measured at the last step.
        package let value: Double
        package let steps: Int
    }

    private let settings: AlarmSettings
    /// The sign that the last step showed.
    package private(set) var sign: Sign?
    private var steps = 0

    package init(_ settings: AlarmSettings) { self.settings = settings }

    /// Looks at the queries of a step; those that only have the null document do not count.
    /// - Returns: the collapse, once the same sign has shown for as many steps as the window has.
    package mutating func see(_ utilities: [RetrievalUtility]) -> Collapse? {
        let retrieving = utilities.filter { $0.priors.count > 1 }
        guard settings.window > 0, let (found, value) = Self.sign(retrieving, settings) else {
            sign = nil
            steps = 0
            return nil
        }
        steps = found == sign ? steps + 1 : 1
        sign = found
        return steps >= settings.window ? Collapse(sign: found, value: value, steps: steps) : nil
    }

    /// Looks at what a new index finds; recall that falls while training goes on shows a collapse that p(z|x) may hide.
    /// - Parameters:
    ///   - recall: the share of held-out queries with a block that holds the masked span.
    ///   - start: that of the index that training began with.
    package func see(recall: Double, start: Double, step: Int) -> Collapse? {
        guard settings.window > 0, start > 0, recall <= settings.recallShare * start else { return nil }
        return Collapse(sign: .recall, value: recall / start, steps: step)
    }

    private static func sign(_ utilities: [RetrievalUtility], _ settings: AlarmSettings) -> (Sign, Double)? {
        guard !utilities.isEmpty else { return nil }
        let count = Double(utilities.count)
        let null = utilities.reduce(0) { $0 + $1.priors[0] } / count
        let entropy = utilities.reduce(0) { $0 + $1.entropyShare } / count
        // Where the null document takes all, the entropy is low too; that it is the null document says more.
        if null >= settings.nullShare { return (.nullDocument, null) }
        if entropy <= settings.entropyFloor { return (.entropyFloor, entropy) }
        if entropy >= settings.entropyCeiling { return (.entropyCeiling, entropy) }
        return nil
    }
}

extension RetrieverWatch.Collapse {
    /// What happened, to follow "at step 70 of pretrain ".
    var words: String {
        let share = Double(Int((value * 10_000).rounded())) / 10_000
        let lasting = ", for \(steps) steps now"
        return switch sign {
        case .entropyFloor:
            "one passage takes all of p(z|x): its entropy is \(share) of the greatest possible" + lasting
        case .entropyCeiling:
            "all passages are alike: the entropy of p(z|x) is \(share) of the greatest possible" + lasting
        case .nullDocument: "the null document takes \(share) of p(z|x)" + lasting
        case .recall: "of held-out masked spans that were found at the start, only a share of \(share) is found"
        }
    }
}
