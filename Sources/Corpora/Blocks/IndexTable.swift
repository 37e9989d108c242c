import DurableFiles

/// Rows of four 64-bit numbers that only grow from row to row: where each item begins in four other files.
///
/// The row behind the last item holds the ends, so that an item's extent is what lies between two rows.
struct IndexTable: Sendable {
    static let bytesPerRow = 32
    private let file: MappedFile

    /// The number of items, one less than there are rows.
    let count: Int

    /// - Parameters:
    ///   - ends: what the last row must say, for the four columns.
    ///   - strictly: a column whose numbers must differ from row to row.
    /// - Throws: `FileProblem` when the length is not that of `count` items or a row breaks the order.
    init(_ file: MappedFile, count: Int, ends: [Int], strictly: Int? = nil) throws(FileProblem) {
        self.file = file
        self.count = count
        let expected = (count + 1) * Self.bytesPerRow
        guard file.count == expected else {
            throw FileProblem(
                file.url, "has \(file.count) bytes where \(expected) are expected; build the corpus again")
        }
        for column in 0..<4 where self[0, column] != 0 || self[count, column] != ends[column] {
            throw FileProblem(
                file.url, "does not fit the file it points into (column \(column + 1)); build the corpus again")
        }
        for row in 1...count {
            for column in 0..<4 {
                let step = self[row, column].subtractingReportingOverflow(self[row - 1, column])
                if step.overflow || step.partialValue < (column == strictly ? 1 : 0) {
                    throw FileProblem(file.url, "is damaged in row \(row + 1); build the corpus again")
                }
            }
        }
    }

    subscript(row: Int, column: Int) -> Int {
        let start = row * Self.bytesPerRow + column * 8
        return file.withBytes(start..<(start + 8)) {
            Int(truncatingIfNeeded: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)))
        }
    }

    /// Where item `row` lies in the file of `column`.
    func extent(_ row: Int, _ column: Int) -> Range<Int> {
        self[row, column]..<self[row + 1, column]
    }
}
