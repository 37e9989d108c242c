import ArgumentParser
import Bert

/// The two towers that are measured.
enum ModelSize: String, CaseIterable, ExpressibleByArgument {
    /// BERT tiny, 2 layers of 128.
    case tiny
    /// The size of MiniLM, 6 layers of 384.
    case minilm

    var bert: BertConfiguration {
        switch self {
        case .tiny: BertConfiguration(hiddenWidth: 128, layers: 2, heads: 2, feedForwardWidth: 512)
        case .minilm: BertConfiguration(hiddenWidth: 384, layers: 6, heads: 12, feedForwardWidth: 1536)
        }
    }
}
