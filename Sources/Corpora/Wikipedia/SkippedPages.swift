/// Pages of a Wikipedia dump that are no articles, and are left out without being problems.
public struct SkippedPages: Sendable, Equatable {
    enum Kind { case redirect, otherNamespace, disambiguation, list }

    /// Pages that send their readers to another one.
    public private(set) var redirects = 0
    /// Pages of talk, templates, categories and the like, or not written in wikitext.
    public private(set) var otherNamespaces = 0
    /// Pages that only tell what a name can mean.
    public private(set) var disambiguations = 0
    /// Pages whose titles begin with "List of", "Index of" or "Outline of".
    public private(set) var lists = 0

    public init() {}

    /// All pages that were left out.
    public var count: Int { redirects + otherNamespaces + disambiguations + lists }

    mutating func note(_ kind: Kind) {
        switch kind {
        case .redirect: redirects += 1
        case .otherNamespace: otherNamespaces += 1
        case .disambiguation: disambiguations += 1
        case .list: lists += 1
        }
    }

    mutating func add(_ other: SkippedPages) {
        redirects += other.redirects
        otherNamespaces += other.otherNamespaces
        disambiguations += other.disambiguations
        lists += other.lists
    }
}
