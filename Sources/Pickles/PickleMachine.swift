/// Follows the instructions of a pickle and builds the graph that they describe, without doing anything else.
public struct PickleMachine {
    public private(set) var graph = PickleGraph()
    /// The values that no other value took up yet.
    public private(set) var stack: [PickleGraph.Value] = []
    /// How high the stack was at each open mark.
    public private(set) var marks: [Int] = []
    /// What was remembered, by its number.
    public private(set) var memo: [Int: PickleGraph.Value] = [:]

    /// The most values that the stack, and the most marks that may be open: what any writer of pickles stays far below.
    private static let highest = 1 << 16

    public init() {}

    /// Reads a whole pickle.
    /// - Throws: `PickleProblem` with the place in the file.
    public static func graph(_ reader: inout PickleReader) throws(PickleProblem) -> PickleGraph {
        var machine = PickleMachine()
        while true {
            let instruction = try reader.next()
            if instruction == .stop { break }
            try machine.follow(instruction, reader)
        }
        guard machine.stack.count == 1, machine.marks.isEmpty else {
            throw reader.malformed("it ends with \(machine.stack.count) values where one is expected")
        }
        machine.graph.root = machine.stack[0]
        return machine.graph
    }

    /// Does what the instruction says.
    /// - Parameter reader: has just read it.
    public mutating func follow(_ instruction: PickleInstruction, _ reader: PickleReader) throws(PickleProblem) {
        switch instruction {
        case .stop: throw reader.malformed("it ends too early")
        case .mark:
            guard marks.count < Self.highest else { throw reader.tooLarge("the number of marks", Self.highest) }
            marks.append(stack.count)
        case .pop: _ = try pop(reader)
        case .none: try push(.none, reader)
        case .bool(let value): try push(.bool(value), reader)
        case .int(let value): try push(.int(value), reader)
        case .long(let bytes): try push(.long(bytes), reader)
        case .real(let value): try push(.real(value), reader)
        case .text(let text): try push(.text(text), reader)
        case .bytes(let bytes): try push(.bytes(bytes), reader)
        case .global(let name): try push(.global(name), reader)
        case .stackGlobal:
            guard case .text(let name) = try pop(reader), case .text(let module) = try pop(reader) else {
                throw reader.malformed("a name is no text")
            }
            try push(.global(try reader.name(module, name)), reader)
        case .tuple(let count):
            if let count {
                try add(.tuple, take(count, reader), reader)
            } else {
                try add(.tuple, sinceMark(reader), reader)
            }
        case .emptyList: try add(.list, [], reader)
        case .emptyDictionary: try add(.dictionary, [], reader)
        case .append: try enter(take(1, reader), [.list], reader)
        case .appends: try enter(sinceMark(reader), [.list], reader)
        case .setItem: try enter(take(2, reader), [.dictionary, .call], reader)
        case .setItems: try enter(sinceMark(reader), [.dictionary, .call], reader)
        case .reduce:
            let arguments = try pop(reader)
            let callable = try pop(reader)
            guard case .global = callable, graph.tuple(arguments) != nil else {
                throw reader.malformed("a call is not of a name with a tuple of arguments")
            }
            try add(.call, [callable, arguments], reader)
        case .build:
            let state = try pop(reader)
            guard case .node(let number) = stack.last, isFree else {
                throw reader.malformed("a state is for no object")
            }
            graph.nodes[number].state = state
        case .persistent: try add(.persistent, [try pop(reader)], reader)
        case .put(let number): memo[number] = try top(reader)
        case .memoize: memo[memo.count] = try top(reader)
        case .get(let number):
            guard let value = memo[number] else { throw reader.malformed("value \(number) was never remembered") }
            try push(value, reader)
        }
    }

    // MARK: The stack

    /// Whether there is a value above the newest mark.
    private var isFree: Bool { stack.count > marks.last ?? 0 }

    private mutating func push(_ value: PickleGraph.Value, _ reader: PickleReader) throws(PickleProblem) {
        guard stack.count < Self.highest else { throw reader.tooLarge("the height of the stack", Self.highest) }
        stack.append(value)
    }

    private func top(_ reader: PickleReader) throws(PickleProblem) -> PickleGraph.Value {
        guard isFree, let value = stack.last else { throw reader.malformed("a value is missing on the stack") }
        return value
    }

    private mutating func pop(_ reader: PickleReader) throws(PickleProblem) -> PickleGraph.Value {
        let value = try top(reader)
        stack.removeLast()
        return value
    }

    private mutating func take(_ count: Int, _ reader: PickleReader) throws(PickleProblem) -> [PickleGraph.Value] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw reader.malformed("\(count) values are missing on the stack")
        }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func sinceMark(_ reader: PickleReader) throws(PickleProblem) -> [PickleGraph.Value] {
        guard let height = marks.popLast() else { throw reader.malformed("a mark is missing") }
        defer { stack.removeSubrange(height...) }
        return Array(stack[height...])
    }

    private mutating func add(
        _ kind: PickleGraph.Node.Kind, _ parts: [PickleGraph.Value], _ reader: PickleReader
    ) throws(PickleProblem) {
        graph.nodes.append(PickleGraph.Node(kind: kind, offset: reader.offset, parts: parts))
        try push(.node(graph.nodes.count - 1), reader)
    }

    private mutating func enter(
        _ values: [PickleGraph.Value], _ kinds: [PickleGraph.Node.Kind], _ reader: PickleReader
    ) throws(PickleProblem) {
        guard isFree, case .node(let number) = stack.last, kinds.contains(graph.nodes[number].kind) else {
            throw reader.malformed("values are entered where there is no list or dictionary")
        }
        guard kinds == [.list] || values.count.isMultiple(of: 2) else {
            throw reader.malformed("a key has no value")
        }
        graph.nodes[number].entries += values
    }
}
