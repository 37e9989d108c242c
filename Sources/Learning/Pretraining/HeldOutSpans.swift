import Masking
public import Realm
import Tensors

/// Masked spans that are never trained on: whether blocks that hold them are found, and whether those help to read.
struct HeldOutSpans {
    let queries: MaskedQueries
    let lookup: CandidateLookup
    let objective: RealmObjective
    let configuration: RunConfiguration

    /// How many queries the encoder reads as well; reading costs more than retrieval.
    static let read = 300
    static let retrieved = 2000
    /// How deep a block that holds the span is looked for.
    private static let ranking = 20

    /// Measures retrieval on up to `retrieved` held-out queries and reading on the first `read` of them.
    func measure(retrieved: Int = retrieved, read: Int = read) throws -> HeldOutMeasurement {
        let held = queries.heldOut(retrieved)
        let found = try lookup.listing(max(Self.ranking, lookup.count)).candidates(for: held)
        let holds = zip(held, found).map { query, blocks in blocks.map { queries.holds($0, query) } }
        var utilities: [RetrievalUtility] = []
        var accuracy = MaskAccuracy()
        for start in stride(from: 0, to: min(read, held.count), by: configuration.pretrain.batch) {
            let range = start..<min(read, held.count, start + configuration.pretrain.batch)
            try Engine.withoutGradient {
                let terms = try objective.terms(
                    Array(held[range]), candidates: range.map { Array(found[$0].prefix(lookup.count)) }, dropout: false)
                utilities += try objective.utilities(terms)
                accuracy += try objective.accuracy(terms)
            }
        }
        return HeldOutMeasurement(
            firstHit: holds.map { $0.prefix(Self.ranking).firstIndex(of: true) }, utilities: utilities,
            holds: holds.prefix(utilities.count).map { Array($0.prefix(lookup.count)) }, accuracy: accuracy)
    }
}

/// What was measured on held-out masked spans, query by query, so that two models can be compared in pairs.
public struct HeldOutMeasurement: Sendable {
    /// The rank, from 0, of the first retrieved block that holds the masked span; nil when none of 20 does.
    public let firstHit: [Int?]
    /// What each candidate did for the queries that were read as well.
    public let utilities: [RetrievalUtility]
    /// Whether each of those candidates holds the masked span.
    public let holds: [[Bool]]
    /// How many of their masks were filled rightly.
    public let accuracy: MaskAccuracy

    /// The share of queries with a holding block among the first `count`; nil without any query.
    public func recall(at count: Int) -> Double? {
        guard !firstHit.isEmpty else { return nil }
        return Double(firstHit.count { $0.map { $0 < count } ?? false }) / Double(firstHit.count)
    }

    /// Names and values for the log.
    var named: [(String, Double)] {
        [1, 5, 20].compactMap { count in recall(at: count).map { ("heldOut.recall@\(count)", $0) } }
            + CandidateFigures(utilities, holds: holds, accuracy: accuracy).named.map { ("heldOut.\($0)", $1) }
    }

    var summary: String {
        guard !firstHit.isEmpty else { return "no sentence is held out to measure it on" }
        let gain = CandidateFigures(utilities, holds: holds, accuracy: accuracy).named.first { $0.0 == "marginalGain" }?
            .1
        let recalls = [1, 5, 20].compactMap(recall(at:)).map { String(($0 * 1000).rounded() / 10) }
            .joined(separator: "/")
        return "held-out span recall@1/5/20 \(recalls) %, marginal gain "
            + (gain.map { String(Double(Int($0 * 1000)) / 1000) } ?? "unknown") + " nats"
    }
}
