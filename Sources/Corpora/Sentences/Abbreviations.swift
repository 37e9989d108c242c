/// Words whose full stop need not end a sentence, in lower case and without their last stop.
enum Abbreviations {
    /// Always followed by the rest of the sentence.
    static let neverLast: Set<String> = [
        "mr", "mrs", "ms", "mx", "dr", "prof", "gen", "sen", "rep", "gov", "capt", "cpt", "lt", "cmdr", "col", "sgt",
        "cpl", "pvt", "maj", "adm", "brig", "rev", "hon", "messrs", "mme", "mlle", "mgr", "msgr", "fr", "supt", "insp",
        "e.g", "i.e", "cf", "viz", "vs", "approx", "ca", "incl", "esp", "mt", "pres", "amb", "treas",
    ]

    /// Followed by a number where the sentence goes on.
    static let beforeNumbers: Set<String> = [
        "no", "nos", "nr", "c", "p", "pp", "fig", "figs", "vol", "vols", "ch", "chap", "sec", "art", "op", "eq", "fl",
        "d", "b", "r", "s", "v", "ver", "ed", "eds", "pt", "par", "col", "lot", "app", "tab", "ref",
    ]

    /// Last in a sentence or not: the word behind tells.
    static let perhapsLast: Set<String> = [
        "st", "ave", "blvd", "rd", "sq", "inc", "ltd", "co", "corp", "bros", "jr", "sr", "dept", "univ", "assn", "est",
        "etc", "bldg", "dist", "div", "min", "max", "misc", "orig", "var", "ph.d", "jan", "feb", "mar", "apr", "jun",
        "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri",
        "trans", "comp", "repr", "tel", "ext", "hrs", "lbs", "oz", "sp", "spp", "subsp", "ft", "al",
    ]

    /// Capitalised words that begin sentences far more often than they follow an abbreviation or an initial.
    static let sentenceStarters: Set<String> = [
        "a", "about", "according", "additionally", "after", "all", "also", "although", "among", "an", "and", "another",
        "as", "at", "because", "before", "between", "both", "but", "by", "despite", "during", "each", "early", "even",
        "every", "finally", "first", "following", "for", "from", "furthermore", "he", "her", "here", "his", "how",
        "however", "i", "if", "in", "initially", "instead", "it", "its", "later", "many", "meanwhile", "more",
        "moreover", "most", "my", "nevertheless", "no", "not", "now", "of", "on", "once", "one", "only", "or", "other",
        "others", "our", "over", "she", "since", "so", "some", "such", "that", "the", "their", "then", "there",
        "therefore", "these", "they", "this", "those", "though", "through", "thus", "to", "today", "two", "under",
        "unlike", "until", "upon", "we", "what", "when", "where", "whereas", "which", "while", "who", "why", "with",
        "within", "without", "yet", "you", "your",
    ]
}
