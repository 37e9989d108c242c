import Foundation

/// Numbers as the page writes them.
enum PageNumber {
    /// `53.2 %`.
    static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 1) + " %" }

    /// `0.532`.
    static func probability(_ value: Double) -> String { fixed(value, decimals: 3) }

    static func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

    /// A share for a bar, between 0 and 1.
    static func share(_ value: Double) -> Double {
        guard value.isFinite else { return 0 }
        return (min(1, max(0, value)) * 1_000).rounded() / 1_000
    }
}
