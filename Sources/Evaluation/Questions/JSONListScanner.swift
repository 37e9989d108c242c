/// Takes the elements of a list out of one large JSON document, one after another, in memory bounded by the longest.
///
/// Whole question sets are published as a single JSON value (SQuAD, TriviaQA, DPR's training files of several
/// gigabytes). Bytes go in as they are read; elements come out as their bytes, not yet decoded. The grammar of brackets,
/// strings, commas and colons is checked on the way, so a document that was cut off or is none is noticed where it is.
package struct JSONListScanner {
    /// A step on the way from the document's value to the elements.
    package enum Step: Equatable {
        /// Into the member of an object that has this name.
        case member(String)
        /// Into each element of a list.
        case elements
    }

    /// An element that was found.
    package struct Element: Equatable {
        /// The line it begins on, counted from 1.
        package let line: Int
        /// Its place among the elements, counted from 1.
        package let number: Int
        /// Nil when it has more bytes than are kept.
        package let bytes: [UInt8]?
    }

    /// The document is not JSON from some place on.
    package struct Fault: Error, Equatable {
        package let line: Int
        package let expected: String
    }

    private enum Expectation { case value, firstElement, firstName, name, colon, comma, end }
    private enum Token { case none, string, escape, name, nameEscape, literal }

    private struct Container {
        let isObject: Bool
        /// How many steps of the path lead here; nil beside the path and within an element.
        let steps: Int?
    }

    private let path: [Step]
    private let longest: Int
    private var containers: [Container] = []
    private var expectation = Expectation.value
    private var token = Token.none
    private var name: [UInt8] = []
    private var line = 1
    private var number = 0
    private var firstLine = 0
    /// The depth of the element under way; nil between elements.
    private var elementDepth: Int?
    private var element: [UInt8] = []
    private var isTooLong = false
    /// Whether the list was there, be it empty.
    package private(set) var reachedList = false

    /// As deep as Foundation's decoder follows.
    private static let deepest = 512

    /// - Parameters:
    ///   - path: ends with `.elements`.
    ///   - longest: the most bytes of an element that are kept.
    package init(_ path: [Step], longest: Int) {
        self.path = path
        self.longest = longest
    }

    /// Takes the next bytes of the document.
    /// - Returns: the elements that end among them.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Element] {
        var found: [Element] = []
        for byte in bytes { try take(byte, &found) }
        return found
    }

    /// Says that the document ends here.
    package func end() throws(Fault) {
        let isWhole = containers.isEmpty && (expectation == .end || token == .literal)
        guard isWhole else { throw Fault(line: line, expected: "more of the document, which is cut off here") }
    }

    private mutating func take(_ byte: UInt8, _ found: inout [Element]) throws(Fault) {
        if byte == UInt8(ascii: "\n") { line += 1 }
        switch token {
        case .string:
            keep(byte)
            if byte == UInt8(ascii: "\\") { token = .escape }
            if byte == UInt8(ascii: "\"") { endValue(&found) }
        case .escape:
            keep(byte)
            token = .string
        case .name:
            keep(byte)
            if byte == UInt8(ascii: "\\") { token = .nameEscape }
            if byte == UInt8(ascii: "\"") { (token, expectation) = (.none, .colon) } else { keepName(byte) }
        case .nameEscape:
            keep(byte)
            keepName(byte)
            token = .name
        case .literal where Self.isLiteral(byte):
            keep(byte)
        case .literal:
            endValue(&found)
            try takeBetweenTokens(byte, &found)
        case .none:
            try takeBetweenTokens(byte, &found)
        }
    }

    private mutating func takeBetweenTokens(_ byte: UInt8, _ found: inout [Element]) throws(Fault) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
            keep(byte)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let steps = try beginValue()
            keep(byte)
            guard containers.count < Self.deepest else { throw fault("at most \(Self.deepest) nested brackets") }
            let isObject = byte == UInt8(ascii: "{")
            if !isObject, steps == path.count - 1 { reachedList = true }
            containers.append(Container(isObject: isObject, steps: steps))
            expectation = isObject ? .firstName : .firstElement
        case UInt8(ascii: "}"):
            guard containers.last?.isObject == true, expectation == .comma || expectation == .firstName else {
                throw fault()
            }
            close(byte, &found)
        case UInt8(ascii: "]"):
            guard containers.last?.isObject == false, expectation == .comma || expectation == .firstElement else {
                throw fault()
            }
            close(byte, &found)
        case UInt8(ascii: "\"") where expectation == .name || expectation == .firstName:
            keep(byte)
            name = []
            token = .name
        case UInt8(ascii: "\""):
            _ = try beginValue()
            keep(byte)
            token = .string
        case UInt8(ascii: ":") where expectation == .colon:
            keep(byte)
            expectation = .value
        case UInt8(ascii: ",") where expectation == .comma:
            keep(byte)
            expectation = containers.last?.isObject == true ? .name : .value
        case _ where Self.isLiteral(byte):
            _ = try beginValue()
            keep(byte)
            token = .literal
        default:
            throw fault()
        }
    }

    /// - Returns: how many steps of the path lead to the value that begins; nil beside the path.
    private mutating func beginValue() throws(Fault) -> Int? {
        guard expectation == .value || expectation == .firstElement else { throw fault() }
        guard elementDepth == nil, let steps = stepsToNextValue() else { return nil }
        guard steps == path.count else { return steps }
        (elementDepth, firstLine, element, isTooLong) = (containers.count, line, [], false)
        return nil
    }

    private func stepsToNextValue() -> Int? {
        guard let container = containers.last else { return 0 }
        guard let steps = container.steps else { return nil }
        switch path[steps] {
        case .elements: return container.isObject ? nil : steps + 1
        case .member(let wanted): return container.isObject && name.elementsEqual(wanted.utf8) ? steps + 1 : nil
        }
    }

    private mutating func close(_ byte: UInt8, _ found: inout [Element]) {
        keep(byte)
        containers.removeLast()
        endValue(&found)
    }

    private mutating func endValue(_ found: inout [Element]) {
        token = .none
        expectation = containers.isEmpty ? .end : .comma
        guard elementDepth == containers.count else { return }
        elementDepth = nil
        number += 1
        found.append(Element(line: firstLine, number: number, bytes: isTooLong ? nil : element))
        element = []
    }

    private mutating func keep(_ byte: UInt8) {
        guard elementDepth != nil, !isTooLong else { return }
        if element.count < longest { element.append(byte) } else { (element, isTooLong) = ([], true) }
    }

    /// Names that are looked for are short; of a longer one enough is kept to tell that it is another.
    private mutating func keepName(_ byte: UInt8) { if name.count < 64 { name.append(byte) } }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private func fault(_ expected: String? = nil) -> Fault {
        if let expected { return Fault(line: line, expected: expected) }
        let isObject = containers.last?.isObject == true
        return switch expectation {
        case .value: Fault(line: line, expected: "a value")
        case .firstElement: Fault(line: line, expected: "a value or ]")
        case .firstName: Fault(line: line, expected: "a name in quotation marks or }")
        case .name: Fault(line: line, expected: "a name in quotation marks")
        case .colon: Fault(line: line, expected: "a colon")
        case .comma: Fault(line: line, expected: isObject ? "a comma or }" : "a comma or ]")
        case .end: Fault(line: line, expected: "nothing after the document")
        }
    }
}
