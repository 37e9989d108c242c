import Foundation

/// A line that is written anew on a terminal, and left out elsewhere but for one a minute.
final class RewrittenLine {
    private var isOpen = false
    private var shown: ContinuousClock.Instant?

    func keep(_ text: String) {
        StandardError.write((isOpen ? "\r\u{1B}[K" : "") + text + "\n")
        isOpen = false
    }

    func show(_ text: String) {
        let now = ContinuousClock.now
        let interval: Duration = StandardError.isTerminal ? .milliseconds(200) : .seconds(60)
        if let shown, now - shown < interval { return }
        shown = now
        if StandardError.isTerminal {
            StandardError.write("\r\(text)\u{1B}[K")
            isOpen = true
        } else {
            StandardError.write(text + "\n")
        }
    }
}
