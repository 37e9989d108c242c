import Foundation

extension LinePlot {
    private static let panelWidth = 480.0
    private static let panelHeight = 300.0
    private static let heading = 44.0

    /// The picture as SVG, two panels a row; it follows the reader's light or dark scheme.
    public var svg: String {
        let columns = panels.count > 1 ? 2 : 1
        let rows = (panels.count + columns - 1) / columns
        let width = Double(columns) * Self.panelWidth
        let height = Self.heading + Double(rows) * Self.panelHeight + 8
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(width)) \(n(height))\" width=\"\(n(width))\" "
                + "height=\"\(n(height))\" role=\"img\" font-family=\"system-ui, sans-serif\">",
            "<title>\(escaped(title))</title>", Self.style,
            "<rect class=\"ground\" width=\"\(n(width))\" height=\"\(n(height))\"/>",
            text(title, 24, 30, "title"),
        ]
        for (place, panel) in panels.enumerated() {
            let x = Double(place % columns) * Self.panelWidth
            let y = Self.heading + Double(place / columns) * Self.panelHeight
            lines.append("<g transform=\"translate(\(n(x)) \(n(y)))\">")
            lines += Frame(panel).lines
            lines.append("</g>")
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// Colours that keep apart for the colour-blind (Tol's bright scheme), on either ground.
    fileprivate static let colours = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"]

    private static let style = """
        <style>
        .ground { fill: #ffffff } text { fill: #24292f; font-size: 12px } .title { font-size: 17px; font-weight: 600 }
        .name { font-size: 13px; font-weight: 600 } .quiet { fill: #57606a; font-size: 11px }
        .grid { stroke: #d8dee4 } .axis { stroke: #8c959f } .mark { stroke: #8c959f; stroke-dasharray: 2 3 }
        .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round }
        .faint { stroke-width: 1; stroke-opacity: 0.35 }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 } .grid { stroke: #262c36 }
        .axis, .mark { stroke: #6e7681 } }
        </style>
        """

    /// A panel laid out in its rectangle.
    private struct Frame {
        let panel: Panel
        let x: PlotAxis
        let y: PlotAxis
        let left = 58.0
        let right = 464.0
        let top: Double
        let bottom = 250.0
        /// Where the names of the curves stand: in rows, as many in each as fit.
        let names: [(x: Double, y: Double)]

        init(_ panel: Panel) {
            self.panel = panel
            var place = (x: 24.0, y: 32.0)
            var names: [(x: Double, y: Double)] = []
            for series in panel.series {
                let width = 36 + 6.3 * Double(series.name.count)
                if place.x > 24, place.x + width > 488 { place = (24, place.y + 15) }
                names.append(place)
                place.x += width
            }
            self.names = names
            top = 26 + place.y
            let points = panel.series.flatMap(\.points).filter(\.isFinite)
            x = PlotAxis(points.map(\.x), count: 6, widens: false)
            y = PlotAxis(points.map(\.y), count: 4, widens: true)
        }

        func across(_ value: Double) -> Double { left + x.share(value) * (right - left) }
        func down(_ value: Double) -> Double { bottom - y.share(value) * (bottom - top) }

        var lines: [String] {
            [text(panel.title, 24, 18, "name")] + legend + grid + marks + curves + [
                text(panel.xLabel, (left + right) / 2, bottom + 36, "quiet", anchor: "middle"),
                "<g transform=\"translate(14 \(n((top + bottom) / 2))) rotate(-90)\">"
                    + text(panel.yLabel, 0, 0, "quiet", anchor: "middle") + "</g>",
            ]
        }

        private var grid: [String] {
            y.ticks.flatMap { tick in
                [
                    line(left, down(tick), right, down(tick), "grid"),
                    text(y.label(tick), left - 6, down(tick) + 4, "quiet", anchor: "end"),
                ]
            } + [line(left, bottom, right, bottom, "axis")]
                + x.ticks.flatMap { tick in
                    [
                        line(across(tick), bottom, across(tick), bottom + 4, "axis"),
                        text(x.label(tick), across(tick), bottom + 18, "quiet", anchor: "middle"),
                    ]
                }
        }

        private var marks: [String] {
            panel.marks.filter { (x.lower...x.upper).contains($0.x) }.flatMap { mark in
                [
                    line(across(mark.x), top - 6, across(mark.x), bottom, "mark"),
                    text(mark.label, across(mark.x), top - 9, "quiet", anchor: "middle"),
                ]
            }
        }

        /// The names beside strokes of their colours.
        private var legend: [String] {
            zip(panel.series, names).enumerated().flatMap { number, named in
                let (series, place) = named
                return [
                    "<line class=\"\(kind(series))\" \(stroke(number)) "
                        + "x1=\"\(n(place.x))\" y1=\"\(n(place.y))\" x2=\"\(n(place.x + 16))\" y2=\"\(n(place.y))\"/>",
                    text(series.name, place.x + 21, place.y + 4, "quiet"),
                ]
            }
        }

        /// Once all colours are taken they come again, dashed.
        private func stroke(_ number: Int) -> String {
            let colour = "stroke=\"\(LinePlot.colours[number % LinePlot.colours.count])\""
            let round = number / LinePlot.colours.count
            return round == 0 ? colour : colour + " stroke-dasharray=\"\(2 + 4 * round) 3\""
        }

        private func kind(_ series: Series) -> String { series.isFaint ? "curve faint" : "curve" }

        private var curves: [String] {
            panel.series.enumerated().flatMap { number, series in
                let colour = LinePlot.colours[number % LinePlot.colours.count]
                let runs = series.points.split { !$0.isFinite }
                return runs.map { run in
                    if run.count == 1, let only = run.first {
                        return
                            "<circle fill=\"\(colour)\" r=\"2.5\" "
                            + "cx=\"\(n(across(only.x)))\" cy=\"\(n(down(only.y)))\"/>"
                    }
                    let path = run.map { "\(n(across($0.x))) \(n(down($0.y)))" }.joined(separator: "L")
                    return "<path class=\"\(kind(series))\" \(stroke(number)) d=\"M\(path)\"/>"
                }
            }
        }
    }
}

/// A coordinate to a tenth of a pixel.
private func n(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
}

private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) -> String {
    "<line class=\"\(kind)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>"
}

private func text(_ words: String, _ x: Double, _ y: Double, _ kind: String, anchor: String = "start") -> String {
    "<text class=\"\(kind)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">\(escaped(words))</text>"
}

/// Text as it may stand in XML, which has no control characters at all.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "\t", "\n", "\r", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"...:
            result.unicodeScalars.append(scalar)
        default: result += "\u{FFFD}"
        }
    }
    return result
}
