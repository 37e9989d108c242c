/// What pages call a block, and where it is read.
enum BlockLink {
    static func title(_ title: String, _ block: Int) -> String { title.isEmpty ? "block \(block)" : title }

    /// - Parameter range: the bytes of the block's text that are marked there.
    static func address(_ block: Int, marking range: Range<Int>? = nil) -> String {
        "/blocks/\(block)" + (range.map { "?start=\($0.lowerBound)&end=\($0.upperBound)" } ?? "")
    }
}
