extension String {
    /// Letters and digits in lower case, everything else as single hyphens: a name that any file can have.
    package var hyphenated: String {
        lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
    }
}
