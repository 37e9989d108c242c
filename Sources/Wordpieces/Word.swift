/// A normalised word while it is read, and where each of its bytes came from.
struct Word {
    private(set) var bytes: [UInt8] = []
    /// For each byte the bounds of the original scalar it came from, in bytes of the original text.
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    /// Where the bytes end that `ends` does not hold yet, because marks after them may still move it.
    private var lastEnd = 0
    private(set) var scalarCount = 0
    /// Combining marks after the last letter, which canonical order may still exchange; each with its place.
    private var marks: [NormalForm.Part] = []
    private var markPlaces: [Range<Int>] = []

    var isEmpty: Bool { bytes.isEmpty && marks.isEmpty }

    mutating func append(ascii byte: UInt8, at position: Int) {
        if !marks.isEmpty { sortMarks() }
        settleEnds()
        bytes.append(byte)
        starts.append(position)
        lastEnd = position + 1
        scalarCount += 1
    }

    /// Appends one scalar that came from `place` of the original text; an empty place for a mark that is stripped from
    /// the inside of a scalar of which something stays.
    mutating func append(_ part: NormalForm.Part, from place: Range<Int>) {
        if part.combiningClass > 0 {
            marks.append(part)
            markPlaces.append(place)
            return
        }
        if !marks.isEmpty { sortMarks() }
        put(part, from: place)
    }

    /// Must be called before the word is read: puts the last marks in their order.
    mutating func close() {
        if !marks.isEmpty { sortMarks() }
        settleEnds()
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        scalarCount = 0
    }

    /// The range in the original text of a part of the bytes.
    func place(of range: Range<Int>) -> Range<Int> { starts[range.lowerBound]..<ends[range.upperBound - 1] }

    /// Canonical order: by combining class, equals as they stood.
    ///
    /// Marks that change places share the place of their run, so that ranges never go back.
    private mutating func sortMarks() {
        let order = marks.indices.sorted { (marks[$0].combiningClass, $0) < (marks[$1].combiningClass, $1) }
        let whole = markPlaces[0].lowerBound..<markPlaces[markPlaces.count - 1].upperBound
        let isInOrder = order.elementsEqual(marks.indices)
        for index in order { put(marks[index], from: isInOrder ? markPlaces[index] : whole) }
        marks.removeAll(keepingCapacity: true)
        markPlaces.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ part: NormalForm.Part, from place: Range<Int>) {
        if part.isStripped {
            // The mark belongs to the letter it stood on: a range that ends there takes it along.
            if !place.isEmpty { lastEnd = place.upperBound }
            return
        }
        if place.upperBound != lastEnd { settleEnds() }
        lastEnd = place.upperBound
        for byte in UTF8.encode(part.scalar).map(Array.init) ?? [] {
            bytes.append(byte)
            starts.append(place.lowerBound)
        }
        scalarCount += 1
    }

    /// Writes down where the last bytes end; each once, so that many marks take no longer than many letters.
    private mutating func settleEnds() {
        while ends.count < bytes.count { ends.append(lastEnd) }
    }
}
