import Evaluation
import Randomness
import Testing

@Suite struct PythonListLiteralTests {
    @Test(arguments: [
        ("[]", []),
        (" ['Wilhelm Conrad Röntgen'] ", ["Wilhelm Conrad Röntgen"]),
        (#"["d'Artagnan", 'the "Old" King',]"#, ["d'Artagnan", "the \"Old\" King"]),
        (#"['it\'s', "a \"b\"", 'c\\d']"#, ["it's", "a \"b\"", "c\\d"]),
        (#"['\x41\u00e9\U0001F600\101\n\q']"#, ["Aé😀A\n\\q"]),
        (#"['\ud83d\ude00']"#, ["😀"]),
        ("[ 'a' ,'b' ]", ["a", "b"]),
    ])
    func aListOfStringsIsReadAsPythonReadsIt(text: String, strings: [String]) throws {
        #expect(try PythonListLiteral(text).strings == strings)
    }

    @Test(arguments: [
        ("", "expected [ at character 1 of the list"),
        ("'a'", "expected [ at character 1 of the list"),
        ("['a' 'b']", "expected a comma or ] at character 6 of the list"),
        ("['a", "expected the closing quote ' at character 4 of the list"),
        ("['a'", "expected a comma or ] at character 5 of the list"),
        ("[3]", "expected a string in quotes at character 2 of the list"),
        ("['a'] x", "expected nothing more at character 7 of the list"),
        (#"['\xg0']"#, "expected 2 hexadecimal digits at character 5 of the list"),
        (#"['\ud83d']"#, "expected the second half of a surrogate pair at character 9 of the list"),
        (#"['\udc00']"#, "expected the number of a Unicode character before here at character 9 of the list"),
        (#"['a\"#, "expected a letter after the backslash at character 5 of the list"),
    ])
    func whatIsNoSuchListIsAnErrorThatNamesThePlace(text: String, words: String) {
        let problem = #expect(throws: PythonListProblem.self) { try PythonListLiteral(text) }
        #expect(problem?.description == words)
    }

    /// Python's `repr` of a list of strings, as far as these tests need it.
    private func literal(_ strings: [String]) -> String {
        let quoted = strings.map { string in
            "'" + string.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n") + "'"
        }
        return "[" + quoted.joined(separator: ", ") + "]"
    }

    private let alphabet: [Character] = [
        "a", "é", "'", "\"", "\\", "[", "]", ",", " ", "\n", "x", "u", "U", "0", "8", "𝔸",
    ]

    @Test func whatIsWrittenIsReadBack() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let strings = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                String(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a"
                    })
            }
            #expect(try PythonListLiteral(literal(strings)).strings == strings)
        }
    }

    @Test func noTextStopsTheProgram() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<4_000 {
            let text = "[" + String((0..<12).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            _ = try? PythonListLiteral(text)
        }
    }
}
