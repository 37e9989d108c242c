/// The closed lists of English (and of names in English text) that the grammars go by.
enum EnglishWords {
    static let months: Set<String> = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    ]

    static let eras: Set<String> = ["BC", "BCE", "AD", "CE"]

    static let magnitudes: Set<String> = ["hundred", "thousand", "million", "billion", "trillion", "percent"]

    /// What may stand in lower case inside a name: "Bank of England", "Ludwig van Beethoven", "Alexander the Great".
    ///
    /// "And" is not among them: it joins two names more often than it stands in one; titles with it are known to the
    /// gazetteer.
    static let particles: Set<String> = [
        "of", "the", "de", "von", "van", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "des",
        "la",
        "le", "les", "el", "al", "bin", "ibn", "ben", "zu", "zur", "ter", "ten", "y", "e", "af", "av", "upon", "sur",
        "d",
    ]

    /// Abbreviations whose full stop does not end a name.
    static let abbreviations: Set<String> = [
        "St", "Ste", "Dr", "Mr", "Mrs", "Ms", "Mt", "Ft", "Prof", "Gen", "Lt", "Col", "Sgt", "Capt", "Rev", "Hon",
        "Gov",
        "Sen", "Rep", "Adm", "Maj", "Cmdr", "Pres", "Bros",
    ]

    /// Words that begin a sentence in capitals without belonging to the name that follows.
    static let stopWords: Set<String> = [
        "a", "about", "above", "according", "across", "after", "again", "against", "all", "along", "already", "also",
        "although", "always", "among", "amongst", "an", "and", "another", "any", "are", "around", "as", "at", "away",
        "back", "because", "before", "behind", "being", "below", "beside", "besides", "between", "beyond", "both",
        "but",
        "by", "can", "could", "despite", "did", "do", "does", "down", "due", "during", "each", "early", "either",
        "even",
        "eventually", "every", "except", "few", "finally", "first", "following", "for", "formerly", "four", "from",
        "further", "furthermore", "had", "has", "have", "having", "he", "hence", "her", "here", "him", "his", "how",
        "however", "i", "if", "in", "indeed", "initially", "inside", "instead", "into", "is", "it", "its", "itself",
        "just", "last", "late", "later", "like", "many", "may", "meanwhile", "might", "more", "moreover", "most",
        "much",
        "must", "my", "near", "nearly", "neither", "never", "nevertheless", "next", "no", "none", "nor", "not", "now",
        "of", "off", "often", "on", "once", "one", "only", "onto", "or", "originally", "other", "others", "our", "out",
        "outside", "over", "past", "per", "perhaps", "rather", "second", "seven", "several", "shall", "she", "should",
        "similarly", "since", "six", "so", "some", "sometimes", "soon", "still", "subsequently", "such", "ten", "than",
        "that", "the", "their", "them", "then", "there", "therefore", "these", "they", "third", "this", "those",
        "though", "three", "through", "throughout", "thus", "till", "to", "today", "together", "toward", "towards",
        "two", "under", "unlike", "until", "up", "upon", "us", "using", "usually", "various", "very", "via", "was",
        "we", "were", "what", "when", "whenever", "where", "whereas", "wherever", "whether", "which", "while", "who",
        "whoever", "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your", "five",
    ]
}
