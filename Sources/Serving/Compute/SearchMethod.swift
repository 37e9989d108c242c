import Learning

/// How passages are found, by the names that the API has for it.
package enum SearchMethod: String, CaseIterable, Sendable {
    case dense, bm25, hybrid

    init(_ source: FinetuneSettings.PassageSource) {
        switch source {
        case .dense: self = .dense
        case .lexical: self = .bm25
        case .hybrid: self = .hybrid
        }
    }

    var source: FinetuneSettings.PassageSource {
        switch self {
        case .dense: .dense
        case .bm25: .lexical
        case .hybrid: .hybrid
        }
    }
}
