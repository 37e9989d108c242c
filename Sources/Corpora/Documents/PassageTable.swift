/// A line of `psgs_w100.tsv`: id, text and title between tabs, in double quotes where they hold some themselves.
struct PassageTable: LineFormat {
    /// Where the columns stand; a header line may say otherwise.
    private var columns = ["id", "text", "title"]

    mutating func document(from line: [UInt8], number: Int) throws(LineFault) -> Document? {
        if line.isEmpty { return nil }
        let cells = try Self.cells(of: line[...])
        if number == 1, Set(cells) == Set(columns) {
            columns = cells
            return nil
        }
        guard cells.count == columns.count else {
            throw LineFault(
                "\(cells.count) column\(cells.count == 1 ? "" : "s") where \(columns.joined(separator: ", "))"
                    + " between tabs were expected")
        }
        var cell: [String: String] = [:]
        for (name, value) in zip(columns, cells) { cell[name] = value }
        guard let id = cell["id"], !id.isEmpty else { throw LineFault("the id is empty") }
        return Document(id: id, title: cell["title"] ?? "", text: cell["text"] ?? "")
    }

    /// Splits at tabs; a cell that begins with a quotation mark ends at the next one that is not doubled.
    static func cells(of line: ArraySlice<UInt8>) throws(LineFault) -> [String] {
        let quote = UInt8(ascii: "\"")
        let tab = UInt8(ascii: "\t")
        var cells: [String] = []
        var index = line.startIndex
        while true {
            var cell: [UInt8] = []
            if index < line.endIndex, line[index] == quote {
                index += 1
                var isClosed = false
                while !isClosed, let mark = line[index...].firstIndex(of: quote) {
                    cell += line[index..<mark]
                    index = mark + 1
                    isClosed = index == line.endIndex || line[index] != quote
                    if !isClosed {
                        cell.append(quote)
                        index += 1
                    }
                }
                guard isClosed, index == line.endIndex || line[index] == tab else {
                    throw LineFault("a quotation mark in column \(cells.count + 1) is not closed before the next tab")
                }
            } else {
                let end = line[index...].firstIndex(of: tab) ?? line.endIndex
                cell += line[index..<end]
                index = end
            }
            guard let text = String(validating: cell, as: UTF8.self) else {
                throw LineFault("column \(cells.count + 1) is not UTF-8")
            }
            cells.append(text)
            if index == line.endIndex { return cells }
            index += 1
        }
    }
}
