import Corpora
import Evaluation
public import Foundation
import Learning
import LexicalSearch
import Tensors

/// A project folder with every stage run for a few steps: corpus, lexical index, pre-training with its index, fine-tuning.
public final class TinyProject {
    public let world: TinyWorld
    public var folder: URL { world.scratch.url }

    /// - Parameter finetuned: whether there is a reader.
    public init(finetuned: Bool = true) throws {
        let world = try TinyWorld()
        self.world = world
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        configuration.pretrain.nullOffset = .value(0.5)
        configuration.warmstart.steps = 1
        configuration.reading.oracleSteps = 1
        configuration.reading.distractorSteps = 0
        configuration.pretrain.steps = 2
        configuration.finetune.steps = 2
        let store = world.store
        try LexicalIndexBuilder.build(
            count: store.count, corpus: store.fingerprint, document: { (store.title(of: $0), store.text(of: $0)) },
            to: world.folder("lexical"))
        try Engine.withRandomStream(seed: 5) {
            try WarmStart.trainEmbedder(world.inputs("warm/embedder", configuration), vocabulary: world.vocabulary)
            try WarmStart.trainEncoder(world.inputs("warm/encoder", configuration), vocabulary: world.vocabulary)
            try Pretraining.train(
                world.inputs("pretrain", configuration),
                embedder: ModelBundle(opening: world.folder("warm/embedder")),
                encoder: ModelBundle(opening: world.folder("warm/encoder")), refresher: nil)
            guard finetuned else { return }
            try FineTuning.train(
                world.inputs("finetune", configuration), model: ModelBundle(opening: world.folder("pretrain")),
                index: world.folder("pretrain/index"), lexical: world.folder("lexical"),
                questions: TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) })
        }
    }
}
