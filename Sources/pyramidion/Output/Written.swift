/// Numbers as people read them.
enum Written {
    /// `0.532`: three decimals.
    static func number(_ value: Double) -> String { fixed(value, decimals: 3) }

    /// `53.2 %`.
    static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 1) + " %" }

    /// A p value: `0.032`, and below what three decimals can tell `below 0.001`.
    static func chance(_ value: Double) -> String { value < 0.001 ? "below 0.001" : number(value) }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return String(value) }
        let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let whole = Int((abs(value) * Double(scale)).rounded())
        let digits = String(whole % scale)
        let padding = String(repeating: "0", count: decimals - digits.count)
        return "\(value < 0 && whole > 0 ? "-" : "")\(whole / scale).\(padding)\(digits)"
    }
}
