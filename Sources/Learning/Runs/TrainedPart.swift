import Foundation
public import Realm
public import Tensors

/// A model of a run: one of those that a bundle can hold.
public enum TrainedModel {
    case embedder(Embedder)
    case encoder(KnowledgeAugmentedEncoder)
    case reader(SpanReader)
    case nullOffset(NullOffset)

    public var module: any Module {
        switch self {
        case .embedder(let embedder): embedder
        case .encoder(let encoder): encoder
        case .reader(let reader): reader
        case .nullOffset(let offset): offset
        }
    }

    /// The model's folder in a bundle.
    public var name: String {
        switch self {
        case .embedder: "embedder"
        case .encoder: "encoder"
        case .reader: "reader"
        case .nullOffset: "nullOffset"
        }
    }

    /// Writes the model into its folder of the bundle.
    func write(in folder: URL) throws {
        switch self {
        case .embedder(let embedder): try ModelBundle.write(embedder, in: folder)
        case .encoder(let encoder): try ModelBundle.write(encoder, in: folder)
        case .reader(let reader): try ModelBundle.write(reader, in: folder)
        case .nullOffset(let offset): try ModelBundle.write(offset, in: folder)
        }
    }
}

/// A model and the learning rate it is trained with; 0 keeps it as it is.
public struct TrainedPart {
    public let model: TrainedModel
    public let learningRate: Double

    public init(_ model: TrainedModel, learningRate: Double) {
        self.model = model
        self.learningRate = learningRate
    }

    public var isTrained: Bool { learningRate > 0 }
}
