import Metrics
import Synchronization

/// One series of numbers with one set of labels.
final class PrometheusSeries: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    /// What the numbers are.
    enum Kind: Hashable, Sendable {
        case counter
        case gauge
        case histogram(Unit)

        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// What a histogram is of, which tells its buckets.
    enum Unit: Hashable, Sendable {
        case seconds
        case counts

        var bounds: [Double] {
            switch self {
            case .seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10]
            case .counts: [1, 2, 4, 8, 16, 32, 64, 128, 256]
            }
        }
    }

    private struct Values {
        /// The counter's or the gauge's value, or the sum of a histogram.
        var value = 0.0
        var count = 0
        /// How many values lie in each bucket and no earlier one; the last holds the rest.
        var buckets: [Int]
    }

    let kind: Kind
    private let bounds: [Double]
    private let values: Mutex<Values>

    init(_ kind: Kind) {
        self.kind = kind
        if case .histogram(let unit) = kind { bounds = unit.bounds } else { bounds = [] }
        values = Mutex(Values(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    func increment(by amount: Int64) { values.withLock { $0.value += Double(amount) } }
    func increment(by amount: Double) { values.withLock { $0.value += amount } }
    func decrement(by amount: Double) { values.withLock { $0.value -= amount } }
    func reset() { values.withLock { $0.value = 0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { values.withLock { $0.value = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard case .histogram = kind else { return set(value) }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        values.withLock { values in
            values.value += value
            values.count += 1
            values.buckets[bucket] += 1
        }
    }

    /// The lines of the series.
    func lines(_ name: String, _ labels: [String]) -> [String] {
        let values = values.withLock { $0 }
        func line(_ suffix: String, _ labels: [String], _ value: String) -> String {
            "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") \(value)"
        }
        guard case .histogram = kind else { return [line("", labels, Self.number(values.value))] }
        var total = 0
        let buckets = zip(bounds.map(Self.number) + ["+Inf"], values.buckets).map { bound, count in
            total += count
            return line("_bucket", labels + ["le=\"\(bound)\""], "\(total)")
        }
        return buckets + [
            line("_sum", labels, Self.number(values.value)), line("_count", labels, "\(values.count)"),
        ]
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
