/// The machine, and the source of randomness.
public struct EngineSettings: SettingsSection {
    @Setting("Threads that compute; 0 for one a processor core.", 0...4096)
    public var threads = 0

    @Setting("The number that every random choice follows from.")
    public var seed = UInt64(1)

    @Setting("The form of numbers in matrix products; auto measures which is exact enough and faster.")
    public var precision = Precision.auto

    @Setting("Where tensors are computed.")
    public var device = Device.cpu

    @Setting("Layers are computed again for their gradients instead of being kept: less memory, a third more time.")
    public var recomputes = false

    public init() {}

    /// The form of numbers in matrix products.
    public enum Precision: String, CaseIterable, SettingValue {
        /// Whichever a probe at the start shows to be exact enough and faster.
        case auto
        /// 32-bit floats.
        case float32
        /// 16-bit brain floats.
        case bfloat16
    }

    /// Where tensors are computed.
    public enum Device: String, CaseIterable, SettingValue {
        /// The processor.
        case cpu
        /// An NVIDIA graphics processor.
        case cuda
    }

    static let fields: [Field<Self>] = [
        Field("threads", \.$threads),
        Field("seed", \.$seed),
        Field("precision", \.$precision),
        Field("device", \.$device),
        Field("recomputes", \.$recomputes),
    ]
}
