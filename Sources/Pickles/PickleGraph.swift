/// What a pickle describes, as data: values that refer to nodes by their numbers.
///
/// Nothing is called or made: a call in the pickle becomes a node that tells of it. Nodes are numbers into one list
/// rather than objects, so that neither depth nor cycles, which a hostile pickle may have, ever cost more than its length.
public struct PickleGraph: Sendable {
    /// A value.
    public enum Value: Equatable, Sendable {
        case none
        case bool(Bool)
        case int(Int)
        /// An integer of more than 64 bits, little-endian.
        case long([UInt8])
        case real(Double)
        case text(String)
        case bytes([UInt8])
        /// Something of Python's, as `module name`.
        case global(String)
        /// A number in `nodes`.
        case node(Int)
    }

    /// A value that has parts.
    public struct Node: Equatable, Sendable {
        public enum Kind: Equatable, Sendable {
            case tuple, list, dictionary
            /// `parts` are what is called, and its arguments.
            case call
            /// `parts` is the name under which the file keeps it.
            case persistent
        }

        public let kind: Kind
        /// Where in the file the instruction stands that made it.
        public let offset: Int
        public let parts: [Value]
        /// What was entered later: elements of a list, or keys and values in turn.
        public internal(set) var entries: [Value] = []
        /// What it was given as its state.
        public internal(set) var state: Value?
    }

    public internal(set) var nodes: [Node] = []
    /// What was pickled; set when the pickle has ended.
    public internal(set) var root = Value.none

    public init() {}

    /// The node that a value refers to, when it is of this kind.
    public func node(_ value: Value?, _ kind: Node.Kind) -> Node? {
        guard case .node(let number) = value, nodes[number].kind == kind else { return nil }
        return nodes[number]
    }

    /// The elements of a tuple; nil for other values.
    public func tuple(_ value: Value?) -> [Value]? { node(value, .tuple)?.parts }

    /// The arguments of a call of something of Python's; nil for other values.
    public func arguments(_ value: Value?, ofCall name: String) -> [Value]? {
        guard let call = node(value, .call), call.parts[0] == .global(name) else { return nil }
        return tuple(call.parts[1])
    }

    /// The whole numbers of a tuple; nil for other values.
    public func integers(_ value: Value?) -> [Int]? {
        guard let values = tuple(value) else { return nil }
        var integers: [Int] = []
        for value in values {
            guard case .int(let integer) = value else { return nil }
            integers.append(integer)
        }
        return integers
    }
}
