/// The names with which links to files and categories begin, in English and in the language of the dump.
package struct WikitextNamespaces: Sendable {
    private var names: Set<String> = ["file", "image", "media", "category"]

    package init() {}

    /// Adds what a dump calls a namespace; those with the keys -2, 6 and 14 are media, files and categories.
    mutating func add(_ name: String, key: String?) {
        if let key, ["-2", "6", "14"].contains(key), !name.isEmpty { names.insert(name.lowercased()) }
    }

    /// Whether a link with this target shows no words.
    /// - Parameter isLabelled: whether the link gives words for the target.
    func hideLink(to target: ArraySlice<UInt8>, isLabelled: Bool) -> Bool {
        guard let colon = target.firstIndex(of: UInt8(ascii: ":")), colon - target.startIndex < 100 else {
            return false
        }
        let prefix = target[..<colon]
        if names.contains(String(decoding: prefix, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\n" }) {
            return true
        }
        // "[[fr:Phare]]" once told that the article is also there in French.
        return !isLabelled && (2...3).contains(prefix.count) && prefix.allSatisfy { (0x61...0x7A).contains($0) }
    }
}
