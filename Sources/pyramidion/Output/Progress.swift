import Foundation

/// Shows how far a long stage is: on a terminal one line that is rewritten, elsewhere a line every five seconds.
///
/// Where the environment variable `PYRAMIDION_PROGRESS` names a file, `done total` is written to it instead, whole at
/// any time, so that a process that runs several stages can show them together; the name of a stage's part follows.
final class Progress {
    /// What is counted.
    enum Unit { case items, bytes }

    private let name: String
    private let unit: Unit
    private let isPart: Bool
    private let place: Place
    private var first: (done: Int, at: ContinuousClock.Instant)?
    private var last = 0
    private var shown: ContinuousClock.Instant?
    private var lineIsOpen = false

    private enum Place {
        case terminal, lines
        case file(URL)

        /// The time between two lines.
        var interval: Duration {
            switch self {
            case .terminal: .milliseconds(100)
            case .lines: .seconds(5)
            case .file: .milliseconds(500)
            }
        }
    }

    /// - Parameter isPart: what is shown is part of a stage that has a progress of its own.
    init(_ name: String, unit: Unit = .items, isPart: Bool = false) {
        self.name = name
        self.unit = unit
        self.isPart = isPart
        if let path = ProcessInfo.processInfo.environment["PYRAMIDION_PROGRESS"], !path.isEmpty {
            place = .file(URL(filePath: path))
        } else {
            place = StandardError.isTerminal ? .terminal : .lines
        }
    }

    /// Shows that `done` of `total` are done, unless something was shown a moment ago.
    func show(_ done: Int, _ total: Int) {
        let now = ContinuousClock.now
        // What begins again is timed anew.
        if done < last { first = nil }
        last = done
        let start = first ?? (done, now)
        if first == nil { first = start }
        let isLast = done == total
        if let shown, now - shown < place.interval, !isLast { return }
        // A plain line at the very start would say nothing.
        if case .lines = place, shown == nil, !isLast, now - start.at < place.interval { return }
        shown = now
        let line = PaceLine(
            name: name, unit: unit, done: done, total: total, made: done - start.done,
            seconds: (now - start.at) / .seconds(1))
        switch place {
        case .terminal:
            StandardError.write("\r\(line)\u{1B}[K" + (isLast ? "\n" : ""))
            lineIsOpen = !isLast
        case .lines:
            StandardError.write("\(line)\n")
        case .file(let file):
            // Nobody needs it after a crash; and that it cannot be written must not end the stage that it is about.
            try? Data("\(done) \(total)\(isPart ? " \(name)" : "")\n".utf8).write(to: file, options: .atomic)
        }
    }

    /// Writes a remark on a line of its own.
    func note(_ text: String) {
        StandardError.write((lineIsOpen ? "\r\u{1B}[K" : "") + text + "\n")
        lineIsOpen = false
    }
}

/// `name 123/1200 4.1/s 3:20 left`.
struct PaceLine: CustomStringConvertible {
    var name: String
    var unit: Progress.Unit
    var done: Int
    var total: Int
    /// How many were done in the `seconds` since the first look.
    var made: Int
    var seconds: Double

    var description: String {
        var words = "\(name) \(amount(done))/\(amount(total))\(unit == .bytes ? " MB" : "")"
        guard made > 0, seconds > 0.5 else { return words }
        let rate = Double(made) / seconds
        words += " \(unit == .bytes ? Self.rounded(rate / 1e6) + " MB" : Self.rounded(rate))/s"
        if done < total { words += " \(Self.time(Double(total - done) / rate)) left" }
        return words
    }

    private func amount(_ count: Int) -> String {
        unit == .bytes ? Self.rounded(Double(count) / 1e6) : String(count)
    }

    /// With one decimal below 100.
    static func rounded(_ value: Double) -> String {
        value < 100 ? String((value * 10).rounded() / 10) : String(Int(min(value, 1e15).rounded()))
    }

    /// `3:20`, or `2:03:20` from an hour on.
    static func time(_ seconds: Double) -> String {
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        let whole = Int(min(seconds, 1e9).rounded())
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0 ? "\(hours):\(padded(minutes)):\(padded(whole % 60))" : "\(minutes):\(padded(whole % 60))"
    }
}
