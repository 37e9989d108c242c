/// A cell of a table as CSV writers quote it: one that holds quotation marks, tabs or line ends itself.
package enum QuotedCell {
    /// The cell without the quotation marks around it, and with those that were doubled inside single again.
    ///
    /// A cell that no CSV writer has quoted so stays as it is, also where it happens to begin and end with the mark.
    package static func unwrapped(_ cell: String) -> String {
        let quote = UInt8(ascii: "\"")
        let bytes = Array(cell.utf8)
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return cell }
        let inner = bytes[1..<bytes.count - 1]
        var content: [UInt8] = []
        var place = inner.startIndex
        while place < inner.endIndex {
            content.append(inner[place])
            if inner[place] == quote {
                place += 1
                guard place < inner.endIndex, inner[place] == quote else { return cell }
            }
            place += 1
        }
        return String(decoding: content, as: UTF8.self)
    }
}
