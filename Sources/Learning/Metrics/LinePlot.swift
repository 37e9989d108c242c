/// Curves of a run in one picture: several panels, each with axes, a legend and marks.
public struct LinePlot: Equatable, Sendable {
    /// What stands above all panels.
    public var title: String
    /// The panels, row by row.
    public var panels: [Panel]

    public init(_ title: String, _ panels: [Panel]) {
        self.title = title
        self.panels = panels
    }

    /// Curves that share their axes.
    public struct Panel: Equatable, Sendable {
        /// What the curves show.
        public var title: String
        /// What runs to the right.
        public var xLabel: String
        /// What runs upwards, with its unit.
        public var yLabel: String
        /// The curves.
        public var series: [Series]
        /// Vertical lines at events, an index swapped in for instance.
        public var marks: [Mark]

        public init(_ title: String, xLabel: String, yLabel: String, _ series: [Series], marks: [Mark] = []) {
            self.title = title
            self.xLabel = xLabel
            self.yLabel = yLabel
            self.series = series
            self.marks = marks
        }
    }

    /// One curve.
    public struct Series: Equatable, Sendable {
        /// Its name in the legend.
        public var name: String
        /// Its points from left to right; one that is not finite interrupts the line.
        public var points: [Point]
        /// Whether it stands behind the others: the noise that a smoothed curve is drawn through.
        public var isFaint: Bool

        public init(_ name: String, _ points: [Point], isFaint: Bool = false) {
            self.name = name
            self.points = points
            self.isFaint = isFaint
        }

        /// The curve with each value replaced by the mean of the last `window` values, to see through noise.
        public func smoothed(over window: Int) -> Series {
            let means = points.indices.map { place in
                let recent = points[max(0, place - max(1, window) + 1)...place].map(\.y).filter(\.isFinite)
                return Point(points[place].x, recent.isEmpty ? .nan : recent.reduce(0, +) / Double(recent.count))
            }
            return Series(name, means)
        }
    }

    /// A point of a curve.
    public struct Point: Equatable, Sendable {
        public var x: Double
        public var y: Double

        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }

        var isFinite: Bool { x.isFinite && y.isFinite && abs(x) < 1e15 && abs(y) < 1e15 }
    }

    /// An event at a place of the horizontal axis.
    public struct Mark: Equatable, Sendable {
        public var x: Double
        /// A word or number beside the line.
        public var label: String

        public init(_ x: Double, _ label: String) {
            self.x = x
            self.label = label
        }
    }
}
