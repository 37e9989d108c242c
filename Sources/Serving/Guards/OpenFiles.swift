import Foundation

/// How many files and connections the process may have open.
package enum OpenFiles {
    /// Files beside connections: the corpus, indexes, models, and those of a newer model that is being opened.
    private static let own = 128

    /// Raises the limit as far as the system lets the process, and returns how many connections that leaves, at most `wanted`.
    ///
    /// Beyond the limit nothing could be accepted, nor a newer model be opened.
    package static func connections(_ wanted: Int) -> Int {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return wanted }
        let soft = limit.rlim_cur
        limit.rlim_cur = max(soft, min(limit.rlim_max, rlim_t(wanted + own)))
        if limit.rlim_cur > soft, setrlimit(files, &limit) != 0 { limit.rlim_cur = soft }
        return max(1, min(wanted, Int(clamping: limit.rlim_cur) - own))
    }
}
