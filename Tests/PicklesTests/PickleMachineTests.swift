import Foundation
import Pickles
import Randomness
import Testing

@Suite struct PickleMachineTests {
    /// The words with which a pickle is refused, without the file's path.
    private func refusal(_ bytes: [UInt8]) throws -> String {
        let file = try PickleFile(bytes)
        let problem = #expect(throws: PickleProblem.self) { try file.graph() }
        return (problem?.description ?? "").replacing("\(file.url.path): ", with: "")
    }

    @Test func plainDataIsRead() throws {
        let graph = try PickleFile(PythonPickles.dictionary).graph()
        let dictionary = try #require(graph.node(graph.root, .dictionary))
        #expect(dictionary.entries.count == 4)
        #expect(dictionary.entries[0] == .text("a"))
        let large: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        #expect(graph.tuple(dictionary.entries[1]) == [.int(1), .int(-2), .int(70_000), .int(1 << 40), .long(large)])
        let list = try #require(graph.node(dictionary.entries[3], .list))
        #expect(list.entries == [.none, .bool(true), .real(0.5), .bytes([0x78])])
    }

    @Test func callsStayCalls() throws {
        // OrderedDict() with a state and one entry, the name remembered and used again.
        let bytes = latin1(
            "\u{80}\u{4}\u{95}\u{9}\0\0\0\0\0\0\0\u{8C}\u{B}collections\u{94}\u{8C}\u{B}OrderedDict\u{94}\u{93})R\u{94}"
                + "K\u{1}K\u{2}s}bh\u{2}\u{86}.")
        let graph = try PickleFile(bytes).graph()
        let pair = try #require(graph.tuple(graph.root))
        #expect(pair[0] == pair[1])
        #expect(graph.arguments(pair[0], ofCall: "collections OrderedDict") == [])
        #expect(graph.arguments(pair[0], ofCall: "builtins set") == nil)
        let call = try #require(graph.node(pair[0], .call))
        #expect(call.entries == [.int(1), .int(2)])
        #expect(call.state != nil)
        #expect(graph.integers(pair[0]) == nil)
    }

    @Test func whatCouldRunAProgramIsRefused() throws {
        // What `os.system("true")` becomes.
        let system = latin1("\u{80}\u{2}cposix\nsystem\nX\u{4}\0\0\0true\u{85}R.")
        #expect(
            try refusal(system)
                == "byte 2: the pickle asks for Python's posix.system, which no tensors or texts need; such a file can "
                + "run programs when Python loads it, and nothing of it was run here")
        let builtin = latin1("\u{80}\u{4}\u{8C}\u{8}builtins\u{8C}\u{4}eval\u{93}.")
        #expect(try refusal(builtin).contains("Python's builtins.eval"))
        // A call of what a call gave, and objects made of a class (OBJ and INST).
        #expect(try refusal(latin1("\u{80}\u{2}ccollections\nOrderedDict\n)R)R.")).contains("a call is not of a name"))
        #expect(try refusal(latin1("(ccollections\nOrderedDict\no.")).contains("instruction 0x6f"))
        #expect(try refusal(latin1("(i__main__\nX\n.")).contains("instruction 0x69"))
    }

    @Test(arguments: [
        (".", "it ends with 0 values"), ("K\u{1}K\u{2}.", "it ends with 2 values"), ("0.", "a value is missing"),
        ("h\u{5}.", "value 5 was never remembered"), ("t.", "a mark is missing"), ("(", "ends at byte 1"),
        ("(0.", "a value is missing"), ("(K\u{1}\u{7F}", "instruction 0x7f"), ("K\u{1}a.", "no list"),
        ("]}s.", "no list or dictionary"), ("K\u{1}s.", "2 values are missing"),
        ("](K\u{1}u.", "no list or dictionary"), ("}(K\u{1}u.", "a key has no value"),
        ("K\u{1}}b.", "a state is for no object"), ("X\u{FF}", "truncated"), ("(K\u{1}(t.", "it ends with 2 values"),
        ("}(q\u{1}.", "a value is missing"),
    ])
    func instructionsThatMakeNoSenseAreRefused(pickle: String, words: String) throws {
        let refusal = try refusal(latin1(pickle))
        #expect(refusal.contains(words) || words == "truncated" && refusal.contains("ends at byte"), "\(refusal)")
    }

    @Test func aLengthThatNoFileHasCostsNothing() throws {
        let lengths = [
            "\u{8E}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}", "B\u{FF}\u{FF}\u{FF}\u{7F}",
            "X\u{FF}\u{FF}\u{FF}\u{FF}",
            "\u{8D}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}",
        ]
        for length in lengths {
            let words = try refusal(latin1(length))
            #expect(words == "byte 0: a value of the pickle exceeds 1024; it is damaged, or not of this kind")
        }
        let name = try refusal(latin1("c" + String(repeating: "a", count: 2_000)))
        #expect(name.contains("a name of the pickle exceeds 1000"))
        let long = try PickleFile(Array(repeating: 0x4E, count: 300))
        var reader = try long.reader(limit: 200)
        let problem = #expect(throws: PickleProblem.self) { while true { _ = try reader.next() } }
        #expect(problem?.description.contains("byte 200: the length of the pickle exceeds 200") == true)
    }

    @Test func depthAndCyclesCostNoMoreThanTheirBytes() throws {
        // A tuple in a tuple, half a million deep; then a list that holds itself; then tuples that double each time.
        let deep = [UInt8(ascii: "N")] + Array(repeating: 0x85, count: 500_000) + [UInt8(ascii: ".")]
        #expect(try PickleFile(deep).graph().nodes.count == 500_000)
        let cycle = try PickleFile(latin1("]q\0h\0a.")).graph()
        #expect(cycle.node(cycle.root, .list)?.entries == [cycle.root])
        var bomb = latin1("Nq\0")
        for number in 0..<UInt8(200) { bomb += [0x30, 0x68, number, 0x68, number, 0x86, 0x71, number + 1] }
        #expect(try PickleFile(bomb + [0x2E]).graph().nodes.count == 200)
        let marks = try refusal(Array(repeating: 0x28, count: 70_000))
        #expect(marks.contains("the number of marks of the pickle exceeds 65536"))
        let values = try refusal(Array(repeating: 0x4E, count: 70_000))
        #expect(values.contains("the height of the stack of the pickle exceeds 65536"))
    }

    @Test func damagedPicklesGiveAnErrorOrAGraphAndNeverATrap() throws {
        var generator = SeededGenerator(seed: 5)
        let file = try PickleFile([])
        let handle = try FileHandle(forWritingTo: file.url)
        let codes = latin1(
            "(.0NJKMGXTUBC)t]ae}sucRbQqrhj\u{80}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8A}\u{8C}\u{93}\u{94}\u{95}")
        var refused = 0
        for round in 0..<4_000 {
            var bytes =
                round.isMultiple(of: 2)
                ? PythonPickles.dictionary
                : (0..<60).map { _ in codes[Int.random(in: 0..<codes.count, using: &generator)] }
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(codes.randomElement(using: &generator) ?? 0, at: place)
                default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...9, using: &generator)))
                }
            }
            try handle.truncate(atOffset: 0)
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
            do {
                _ = try file.graph()
            } catch let problem as PickleProblem {
                refused += 1
                #expect(problem.description.hasPrefix(file.url.path))
            }
        }
        #expect(refused > 2_000)
    }
}
