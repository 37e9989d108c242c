package import Metrics
import Synchronization

/// Keeps what swift-metrics counts, and writes it in Prometheus' text format (version 0.0.4).
///
/// Timers and recorders become histograms, in seconds for timers; labels are sanitised, values escaped.
package final class PrometheusRegistry: MetricsFactory {
    private struct Name: Hashable {
        let label: String
        let dimensions: [Dimension]

        init(_ label: String, _ dimensions: [(String, String)]) {
            self.label = label
            self.dimensions = dimensions.map { Dimension(name: $0.0, value: $0.1) }
        }
    }

    private struct Dimension: Hashable {
        let name, value: String
    }

    private let series = Mutex<[Name: PrometheusSeries]>([:])
    private let help: [String: String]

    /// - Parameter help: what the metrics of these names tell, in a few words.
    package init(help: [String: String] = [:]) { self.help = help }

    private func find(_ label: String, _ dimensions: [(String, String)], _ kind: PrometheusSeries.Kind)
        -> PrometheusSeries
    {
        series.withLock { series in
            let name = Name(label, dimensions)
            if let known = series[name], known.kind == kind { return known }
            let new = PrometheusSeries(kind)
            series[name] = new
            return new
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions, .gauge)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        find(label, dimensions, aggregate ? .histogram(.counts) : .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, dimensions, .histogram(.seconds))
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// All series, by name.
    package var text: String {
        let all = series.withLock { $0 }
        let byLabel = Dictionary(grouping: all) { $0.key.label }.sorted { $0.key < $1.key }
        var lines: [String] = []
        for (label, series) in byLabel {
            let name = Self.sanitised(label)
            if let help = help[label] { lines.append("# HELP \(name) \(help)") }
            if let kind = series.first?.value.kind { lines.append("# TYPE \(name) \(kind.word)") }
            let written = series.map { key, series in
                (labels: key.dimensions.map { "\(Self.sanitised($0.name))=\"\(Self.escaped($0.value))\"" }, series)
            }
            for (labels, series) in written.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
                lines += series.lines(name, labels)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func sanitised(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
