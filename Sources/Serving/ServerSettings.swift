public import Foundation

/// How the server listens, what it guards against, and how much it takes on.
public struct ServerSettings: Sendable {
    /// The address to listen on; with a loopback address only this machine can connect.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes any that is free.
    public var port = 8080
    /// What callers must present; nil lets everybody in who can connect.
    public var token: AccessToken?
    /// Names by which the server may be called beside loopback's and `host`; every other name is then refused.
    ///
    /// Without any, every other name is refused on loopback, and none beyond it.
    public var hosts: Set<String> = []
    /// Origins of web pages elsewhere that may call the API, such as `https://example.org`.
    public var origins: Set<String> = []
    /// Whether the texts of questions are logged.
    public var logsQuestions = false
    /// Questions that may wait.
    public var queueCapacity = 256
    /// Questions that are read in one packed batch.
    public var batch = 8
    /// How long a question waits for others to join its batch.
    public var gathering = Duration.milliseconds(5)
    /// How long a request may wait for its turn.
    public var limit = Duration.seconds(30)
    /// How often the pointers of model and index are looked at.
    public var watchInterval = Duration.seconds(1)
    /// How long answers that are being computed may take after the server was told to stop.
    public var shutdownLimit = Duration.seconds(20)
    /// Open connections that are served; more wait to be accepted.
    public var connections = 4_096
    /// Questions that the page offers.
    public var examples: [String] = []
    /// Training runs that the page plots, by name.
    public var runs: [(name: String, folder: URL)] = []

    public init() {}

    /// Whether only this machine can connect.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// Where a browser on this machine finds the page.
    public func address(port: Int) -> String {
        let name = ["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host
        return "http://\(name.contains(":") ? "[\(name)]" : name):\(port)/"
    }
}
