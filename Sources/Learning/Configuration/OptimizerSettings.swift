/// AdamW as BERT uses it, and the course of the learning rate.
public struct OptimizerSettings: SettingsSection {
    @Setting("The decay of the running mean of gradients.", 0.0...0.999999)
    public var beta1 = 0.9

    @Setting("The decay of the running mean of squared gradients.", 0.0...0.999999)
    public var beta2 = 0.999

    @Setting("Keeps the division by the root of the latter finite.", 1e-12...1.0)
    public var epsilon = 1e-6

    @Setting("The decoupled weight decay; biases and layer normalisations are exempt.", 0.0...1.0)
    public var weightDecay = 0.01

    @Setting("The largest norm of the gradient; 0 does not clip.", 0.0...)
    public var clipNorm = 1.0

    @Setting("Whose norm that is: each model's own, or, as in the released code, that of all models together.")
    public var clipScope = ClipScope.model

    @Setting("The learning rate's course after its rise; released is BERT's own, which sets the rise itself.")
    public var schedule = Schedule.linear

    @Setting("The share of the learning rate that is left when its linear decay ends.", 0.0...1.0)
    public var finalShare = 0.05

    @Setting("The moments are divided by 1 - beta^t, as in Adam and unlike in BERT.")
    public var biasCorrection = false

    public init() {}

    /// How the learning rate goes on after its rise.
    public enum Schedule: String, CaseIterable, SettingValue {
        /// It falls in a line to `finalShare`.
        case linear
        /// It falls in a line to 0, after a rise over a tenth of the steps, 100 to 10,000.
        case released
        /// It stays.
        case constant
    }

    /// Which gradients are clipped together.
    public enum ClipScope: String, CaseIterable, SettingValue {
        /// Those of a model, so that a large gradient of one does not make the other's small.
        case model
        /// Those of all models that are trained: retriever and encoder, or retriever and reader.
        case all
    }

    static let fields: [Field<Self>] = [
        Field("beta1", \.$beta1),
        Field("beta2", \.$beta2),
        Field("epsilon", \.$epsilon),
        Field("weightDecay", \.$weightDecay),
        Field("clipNorm", \.$clipNorm),
        Field("clipScope", \.$clipScope),
        Field("schedule", \.$schedule),
        Field("finalShare", \.$finalShare),
        Field("biasCorrection", \.$biasCorrection),
    ]
}
