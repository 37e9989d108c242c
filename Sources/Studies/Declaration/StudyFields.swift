import Learning
import Yams

/// A mapping of a study's file: named values of known types, each fault with its line.
struct StudyFields {
    let place: String
    let path: String
    let line: Int
    private let fields: [(name: String, line: Int, value: Node)]

    /// - Parameters:
    ///   - place: what the mapping is, to begin a sentence: "the study", "arm \"full\"".
    ///   - known: the keys that there are; nil where the file's author names them.
    init(_ node: Node, _ place: String, path: String, known: [String]?) throws(StudyProblem) {
        self.place = place
        self.path = path
        line = node.mark?.line ?? 1
        if node.isNothing {
            fields = []
            return
        }
        guard let mapping = node.mapping else {
            throw .declaration(
                path: path, line: line, reason: "\(place) is \(node.words); expected keys with values below it")
        }
        var fields: [(name: String, line: Int, value: Node)] = []
        for (key, value) in mapping {
            let name = key.scalar?.string ?? key.words
            let line = key.mark?.line ?? line
            if let known, !known.contains(name) {
                let hint =
                    NearestKey.of(name, among: known).map { "did you mean \($0)?" }
                    ?? "there are \(known.joined(separator: ", "))"
                throw .declaration(path: path, line: line, reason: "\(place) has no key \"\(name)\"; \(hint)")
            }
            fields.append((name, line, value))
        }
        self.fields = fields
    }

    /// Every key with its value, in the order of the file.
    var all: [(name: String, line: Int, value: Node)] { fields }

    func node(_ name: String) -> Node? {
        fields.first { $0.name == name }.map(\.value).flatMap { $0.isNothing ? nil : $0 }
    }

    func text(_ name: String) throws(StudyProblem) -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else { throw fault(name, node, "text") }
        return text
    }

    func required(_ name: String) throws(StudyProblem) -> String {
        guard let text = try text(name) else {
            throw .declaration(path: path, line: line, reason: "\(place) has no \"\(name)\"; expected \"\(name): …\"")
        }
        return text
    }

    func choice(_ name: String, among words: [String]) throws(StudyProblem) -> String? {
        guard let text = try text(name) else { return nil }
        guard words.contains(text) else { throw fault(name, node(name), words.joined(separator: ", ")) }
        return text
    }

    func flag(_ name: String) throws(StudyProblem) -> Bool? {
        try choice(name, among: ["true", "false"]).map { $0 == "true" }
    }

    /// A whole number from `least` on.
    func number(_ name: String, from least: Int) throws(StudyProblem) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), number >= least else {
            throw fault(name, node(name), "a whole number of at least \(least)")
        }
        return number
    }

    /// A list of different whole numbers from `least` on.
    func numbers(_ name: String, from least: Int) throws(StudyProblem) -> [Int]? {
        guard let node = node(name) else { return nil }
        let expected = "a list of different whole numbers of at least \(least), such as [1, 2, 3]"
        guard let nodes = node.sequence else { throw fault(name, node, expected) }
        let numbers = nodes.compactMap { $0.scalar.flatMap { Int($0.string) } }
        guard numbers.count == nodes.count, numbers.allSatisfy({ $0 >= least }), Set(numbers).count == numbers.count
        else { throw fault(name, node, expected) }
        return numbers
    }

    func fault(_ name: String, _ node: Node?, _ expected: String) -> StudyProblem {
        let line = fields.first { $0.name == name }?.line ?? line
        return .declaration(
            path: path, line: line,
            reason: "\(name) of \(place) is \(node.map(\.words) ?? "missing"); expected \(expected)")
    }
}
