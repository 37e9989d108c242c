import Foundation

/// Something that every run is measured by, question by question or sentence by sentence.
public struct Measure: Codable, Hashable, Sendable {
    public enum Unit: String, Codable, Sendable {
        /// A share of questions, shown in per cent.
        case share
        /// Natural logarithms of probabilities.
        case nats
    }

    public let name: String
    public let unit: Unit
    /// Whether it stands in the first table; the others stand among the differences only.
    public let isMain: Bool

    static let exactMatch = Measure(name: "exact match", unit: .share, isMain: true)
    static let f1 = Measure(name: "F1", unit: .share, isMain: false)
    /// log Σ_z p(z|x) p(y|z,x) over the documents − log p(y|∅,x) of held-out masked spans (after appendix D).
    static let utility = Measure(name: "retrieval utility", unit: .nats, isMain: true)

    static func recall(_ set: String, at cutoff: Int) -> Measure {
        Measure(name: "\(set), recall@\(cutoff)", unit: .share, isMain: cutoff == 5)
    }

    static let spans = "masked spans"
    static let cutoffs = [1, 5, 20]

    /// Everything that runs of a study are measured by, in the order of the report.
    static func all(of declaration: StudyDeclaration) -> [Measure] {
        (declaration.answers == nil ? [] : [exactMatch, f1])
            + (declaration.retrieval.map(\.name) + [spans]).flatMap { set in cutoffs.map { recall(set, at: $0) } }
            + [utility]
    }

    /// A mean as people read it.
    func text(_ value: Double, signed: Bool = false) -> String {
        let digits = unit == .share ? String(format: "%.1f", 100 * value) : String(format: "%.3f", value)
        let zero = unit == .share ? "0.0" : "0.000"
        if digits == "-" + zero || digits == zero { return zero }
        if digits.hasPrefix("-") { return "−" + digits.dropFirst() }
        return signed ? "+" + digits : digits
    }
}
