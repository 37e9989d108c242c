import Foundation

extension QuestionFormat {
    /// The format of a file whose first line with content is `line`.
    init(sniffing line: some StringProtocol) {
        self = line.unicodeScalars.first { !$0.isBlank } == "{" ? .jsonl : .tsv
    }

    /// The format of a file that is one JSON document; nil for lines, and for what can be read only once.
    static func ofDocument(_ file: URL) -> QuestionFormat? {
        let file = file.resolvingSymlinksInPath()
        let type = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
        guard type == .typeRegular, let handle = try? FileHandle(forReadingFrom: file),
            let bytes = try? handle.read(upToCount: 1 << 12)
        else { return nil }
        return ofDocument(beginning: Array(bytes))
    }

    /// Tells by the first name of the first object: published sets always begin with the same ones.
    static func ofDocument(beginning bytes: [UInt8]) -> QuestionFormat? {
        var rest = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])[...]
        let isList = take("[", from: &rest)
        if isList, take("]", from: &rest) { return .dpr }
        guard take("{", from: &rest), take("\"", from: &rest) else { return nil }
        let name = String(decoding: rest.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        switch (isList, name) {
        case (true, "url"), (true, "utterance"), (true, "targetValue"): return .webQuestions
        case (true, _): return .dpr
        case (false, "data"), (false, "version"): return .squad
        case (false, "Data"), (false, "Domain"), (false, "Split"), (false, "VerifiedEval"), (false, "Version"):
            return .triviaQA
        case (false, _): return nil
        }
    }

    /// Takes white space and then the character.
    private static func take(_ character: Unicode.Scalar, from rest: inout ArraySlice<UInt8>) -> Bool {
        let start = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = start.first, Unicode.Scalar(first) == character else { return false }
        rest = start.dropFirst()
        return true
    }
}
