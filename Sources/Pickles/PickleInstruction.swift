/// What plain data needs of the instructions of Python's pickles (protocols 2 to 5; PEP 307, 3154 and 574).
///
/// The short and long forms of an instruction are one here.
public enum PickleInstruction: Equatable, Sendable {
    /// The end; the one value on the stack is what was pickled.
    case stop
    /// Remembers how high the stack is.
    case mark
    /// Drops the top of the stack.
    case pop
    case none
    case bool(Bool)
    case int(Int)
    /// An integer of more than 64 bits, little-endian.
    case long([UInt8])
    case real(Double)
    case text(String)
    case bytes([UInt8])
    /// Makes a tuple of the top values: of so many, or of those since the mark when nil.
    case tuple(Int?)
    case emptyList
    /// Appends the top value to the list below it.
    case append
    /// Appends the values since the mark to the list below it.
    case appends
    case emptyDictionary
    /// Enters the top two values as key and value in the dictionary below them.
    case setItem
    /// Enters the values since the mark, keys and values in turn, in the dictionary below it.
    case setItems
    /// Something of Python's, by module and name with a space between.
    case global(String)
    /// As `global`, with module and name on the stack.
    case stackGlobal
    /// Calls what is below the top with the tuple at the top.
    case reduce
    /// Gives the top value as its state to the object below it.
    case build
    /// What the file keeps elsewhere under the name at the top.
    case persistent
    /// Remembers the top value under a number.
    case put(Int)
    /// Remembers the top value under the next number.
    case memoize
    /// A value that was remembered.
    case get(Int)
}
