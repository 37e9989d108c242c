/// A template as it is called: its name and what is given to it.
struct WikitextTemplate {
    /// In lower case, without white space around.
    private let name: String
    /// The arguments without names, in order; the text of a quotation is the first.
    private let arguments: [String]

    /// - Parameter content: what stands between the braces; templates and links inside are resolved.
    init(_ content: ArraySlice<UInt8>) {
        let parts = content.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        name = Self.trimmed(parts.first ?? []).lowercased().replacing("_", with: " ")
        guard Self.standsForWords(name) else {
            arguments = []
            return
        }
        let isQuotation = Self.quotations.contains(name)
        var quoted: [String] = []
        let unnamed: [String] = parts.dropFirst().compactMap { part in
            guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { return Self.trimmed(part) }
            // "1=words" is a position too, anything else a name.
            let isPosition = part[..<sign].allSatisfy { (0x30...0x39).contains($0) || $0 <= 0x20 }
            let value = Self.trimmed(part[(sign + 1)...])
            if isQuotation, Self.trimmed(part[..<sign]) == "text" { quoted = [value] }
            return isPosition ? value : nil
        }
        arguments = quoted + unnamed
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop { $0 <= 0x20 }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the page that calls it only tells what a name can mean.
    var tellsMeanings: Bool {
        if Self.disambiguations.contains(name) { return true }
        return name.hasSuffix("disambiguation") || name.hasPrefix("disambiguation cleanup")
    }

    private static let disambiguations: Set<String> = [
        "disambig", "disamb", "dab", "hndis", "geodis", "mathdab", "numberdis", "hospitaldis", "schooldis", "roaddis",
        "letter-numbercombdisambig", "begriffsklärung", "homonymie", "desambiguación", "disambigua", "desambiguação",
    ]

    /// What readers see in its place; empty for most.
    var words: [UInt8] { Array(spoken.utf8) }

    private var spoken: String {
        if let sign = Self.signs[name] { return sign }
        if let place = Self.places[name] { return argument(place) }
        if let sign = Self.prefixes[name] { return argument(0).isEmpty ? "" : sign + argument(0) }
        if Self.measures.contains(name) { return measure }
        if Self.fractions.contains(name) { return fraction }
        if Self.lastWords.contains(name) { return arguments.last ?? "" }
        if Self.joined.contains(name) { return arguments.joined() }
        if name.hasPrefix("lang-") { return argument(0) }
        if name.hasPrefix(Self.number) { return String(name.dropFirst(Self.number.count)) }
        return ""
    }

    private func argument(_ place: Int) -> String { arguments.indices.contains(place) ? arguments[place] : "" }

    /// "{{convert|5|ft|6|in}}" says 5 ft 6 in, "{{convert|10|to|20|km|mi}}" 10 to 20 km.
    private var measure: String {
        let isRange = arguments.count > 3 && Self.rangeWords.contains(argument(1))
        let isCompound = arguments.count > 3 && Double(argument(2)) != nil
        return arguments.prefix(isRange || isCompound ? 4 : 2).joined(separator: " ")
    }

    /// "{{frac|1|2}}" says 1/2, "{{frac|3|1|2}}" 3 1/2.
    private var fraction: String {
        switch arguments.count {
        case 1: "1/\(argument(0))"
        case 2: "\(argument(0))/\(argument(1))"
        case 3: "\(argument(0)) \(argument(1))/\(argument(2))"
        default: ""
        }
    }

    private static func standsForWords(_ name: String) -> Bool {
        places[name] != nil || prefixes[name] != nil || measures.contains(name) || fractions.contains(name)
            || lastWords.contains(name) || joined.contains(name) || name.hasPrefix("lang-")
    }

    private static let number = "formatnum:"
    private static let measures: Set<String> = ["convert", "cvt"]
    private static let rangeWords: Set<String> = [
        "to", "and", "or", "by", "x", "-", "–", "to(-)", "and(-)", "+/-", "±",
    ]
    private static let fractions: Set<String> = ["frac", "sfrac", "fraction"]
    private static let lastWords: Set<String> = ["transl", "transliteration", "lang", "langx"]
    /// "{{chem|H|2|O}}" says H2O.
    private static let joined: Set<String> = ["chem"]
    private static let quotations: Set<String> = ["quote", "blockquote", "cquote", "quotation"]

    private static let signs = [
        "ndash": "–", "en dash": "–", "mdash": "—", "em dash": "—", "snd": " – ", "spnd": " – ", "spaced ndash": " – ",
        "spaced en dash": " – ", "nbsp": " ", "spaces": " ", "dot": " · ", "middot": " · ", "bullet": " • ", "'": "'",
        "'s": "'s", "`": "`", "=": "&#61;", "times": "×", "sup2": "²", "sup3": "³",
    ]

    /// Templates that show one of their arguments, and which.
    private static let places: [String: Int] = {
        let second = ["color", "script"]
        let first = [
            "nowrap", "nobr", "nobold", "noitalic", "small", "smaller", "big", "larger", "abbr", "abbrv", "tooltip",
            "strong",
            "em", "sic", "ill", "interlanguage link", "proper name", "not a typo", "typo", "as written", "key",
            "vanchor",
            "visible anchor", "var", "mvar", "math", "chem2", "sup", "sub", "nihongo", "val", "smallcaps", "sc",
            "allcaps", "ship name", "flag", "flagcountry", "pinyin", "serif", "sans-serif", "linktext", "plainlist",
        ]
        let pairs = (first + quotations).map { ($0, 0) } + second.map { ($0, 1) }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// Templates that show a sign and their first argument.
    private static let prefixes = [
        "circa": "c. ", "c.": "c. ", "ca": "c. ", "floruit": "fl. ", "fl.": "fl. ", "as of": "As of ", "us$": "US$",
        "euro": "€", "€": "€", "£": "£", "gbp": "£", "¥": "¥", "inr": "₹", "a$": "A$", "c$": "C$",
        "uss": "USS ", "hms": "HMS ", "hmas": "HMAS ", "hmcs": "HMCS ", "hmnzs": "HMNZS ", "rms": "RMS ", "sms": "SMS ",
        "ss": "SS ", "mv": "MV ",
    ]
}
