import Foundation

/// The range of an axis and its ticks at round numbers.
struct PlotAxis: Equatable {
    let lower: Double
    let upper: Double
    let ticks: [Double]
    private let decimals: Int

    /// An axis that holds the values, with about `count` ticks at multiples of 1, 2 or 5 times a power of ten.
    ///
    /// - Parameter widens: whether the axis ends at ticks, or at the outermost values.
    init(_ values: [Double], count: Int, widens: Bool) {
        let finite = values.filter { $0.isFinite && abs($0) < 1e15 }
        var least = finite.min() ?? 0
        var most = finite.max() ?? 1
        if most - least < 1e-12 * max(1, abs(most)) {
            let half = most == 0 ? 1 : abs(most) / 10
            (least, most) = (least - half, most + half)
        }
        let rough = (most - least) / Double(max(1, count))
        let power = pow(10, log10(rough).rounded(.down))
        let step = power * ([1.0, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10)
        decimals = min(9, max(0, Int((-log10(step) - 1e-9).rounded(.up))))
        lower = widens ? (least / step + 1e-9).rounded(.down) * step : least
        upper = widens ? (most / step - 1e-9).rounded(.up) * step : most
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        ticks = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
    }

    /// Where the value lies between the axis's ends, 0 to 1.
    func share(_ value: Double) -> Double { (value - lower) / (upper - lower) }

    /// A tick's number with as many decimals as the step between ticks needs.
    func label(_ tick: Double) -> String {
        let text = String(format: "%.\(decimals)f", tick == 0 ? 0 : tick)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }
}
