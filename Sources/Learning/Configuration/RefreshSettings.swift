/// Rebuilding the index with the retriever's new weights (REALM, section 3.3).
public struct RefreshSettings: SettingsSection {
    @Setting("Another process rebuilds while training goes on, training waits for it, or the index stays as it is.")
    public var mode = Mode.asynchronous

    @Setting("Steps between snapshots of the embedder that an index is built from.", 1...)
    public var every = 150

    public init() {}

    /// How the index follows the retriever.
    public enum Mode: String, CaseIterable, SettingValue {
        /// A process beside the trainer rebuilds it.
        case asynchronous
        /// The trainer waits for it, so that runs repeat exactly.
        case synchronous
        /// It stays as it was at the start.
        case off
    }

    static let fields: [Field<Self>] = [
        Field("mode", \.$mode),
        Field("every", \.$every),
    ]
}
