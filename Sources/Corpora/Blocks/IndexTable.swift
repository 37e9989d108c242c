import DurableFiles
import Foundation

/// Rows of four 64-bit numbers that only grow from row to row: where each item begins in four other files.
///
/// The row behind the last item holds the ends, so that an item's extent is what lies between two rows.
struct IndexTable: Sendable {
    private let numbers: StoredArray<Int64>

    /// - Parameters:
    ///   - count: the number of items, one less than there are rows.
    ///   - ends: what the last row must say, for the four columns.
    ///   - strictly: a column whose numbers must differ from row to row.
    /// - Throws: `FileProblem` when the length is not that of `count` items or a row breaks the order.
    init(_ file: URL, count: Int, ends: [Int], strictly: Int? = nil) throws(FileProblem) {
        numbers = try StoredArray(mapping: file, count: 4 * (count + 1))
        let flaw = numbers.withSpan { numbers -> String? in
            for column in 0..<4 where numbers[column] != 0 || numbers[4 * count + column] != ends[column] {
                return "does not fit the file it points into (column \(column + 1))"
            }
            for place in 4..<numbers.count {
                let step = numbers[place].subtractingReportingOverflow(numbers[place - 4])
                if step.overflow || step.partialValue < (place % 4 == strictly ? 1 : 0) {
                    return "is damaged in row \(place / 4 + 1)"
                }
            }
            return nil
        }
        if let flaw { throw FileProblem(file, "\(flaw); build the corpus again") }
    }

    subscript(row: Int, column: Int) -> Int { Int(numbers[4 * row + column]) }

    /// Where item `row` lies in the file of `column`.
    func extent(_ row: Int, _ column: Int) -> Range<Int> {
        self[row, column]..<self[row + 1, column]
    }
}
