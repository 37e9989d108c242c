import Foundation

/// Ends this process soon after the one that started it as a stage is gone, however that one ended.
///
/// Without it a stage of a `pyramidion demo` that was killed would go on unseen, in the way of the next call's.
enum ParentWatch {
    /// Begins to watch where the environment names a parent (`PYRAMIDION_PARENT`).
    static func begin() {
        guard let text = ProcessInfo.processInfo.environment["PYRAMIDION_PARENT"], let parent = Int32(text) else {
            return
        }
        let thread = Thread {
            while getppid() == parent { Thread.sleep(forTimeInterval: 0.5) }
            // All that a stage writes can be cut off at any instant, so nothing needs to be put in order.
            kill(getpid(), SIGKILL)
        }
        thread.start()
    }
}
