public import Foundation
import Learning
import VectorSearch

/// A folder with everything that belongs together: a corpus, what was trained on it, and its indexes.
///
/// ```
/// corpus/     the block store            lexical/    BM25
/// warm/embedder, warm/encoder            runs of the warm start; the first with index/ where nothing else was trained
/// pretrain/   the pre-training run, with index/
/// finetune/   the fine-tuning run, with index/ where it rebuilt it
/// ```
public struct Project: Sendable {
    /// The folder that holds all the others.
    public let folder: URL

    /// - Parameter folder: nothing is opened, and none of its parts need be there yet.
    public init(_ folder: URL) { self.folder = folder }

    /// The block store.
    public var corpus: URL { folder.appending(path: "corpus") }
    /// The lexical index, for BM25.
    public var lexical: URL { folder.appending(path: "lexical") }
    /// The run of the embedder's warm start.
    public var warmEmbedder: URL { folder.appending(path: "warm/embedder") }
    /// The run of the encoder's warm start.
    public var warmEncoder: URL { folder.appending(path: "warm/encoder") }
    /// The pre-training run.
    public var pretrain: URL { folder.appending(path: "pretrain") }
    /// The fine-tuning run.
    public var finetune: URL { folder.appending(path: "finetune") }
    /// The index that pre-training made, which fine-tuning begins with.
    public var index: URL { pretrain.appending(path: "index") }

    /// The index of the embedder as it comes, where nothing was trained.
    public var warmIndex: URL { warmEmbedder.appending(path: "index") }

    /// The index that belongs to one of the project's models: the one that it names, its own, or pre-training's.
    public func index(of model: URL) -> URL {
        let there = [model.appending(path: "index"), index, warmIndex].filter {
            FileManager.default.fileExists(atPath: $0.appending(path: "CURRENT").path)
        }
        // What cannot be read here is named by whoever opens it.
        guard let named = try? ModelBundle(opening: model).documentModel() else { return there.first ?? index }
        return there.first { (try? GenerationFolder($0).current())?.manifest.model == named } ?? there.first ?? index
    }

    /// The run that answers: the fine-tuned one, or what there is before it, which can search only.
    public var answeringModel: URL {
        func isRun(_ run: URL) -> Bool {
            FileManager.default.fileExists(atPath: run.appending(path: "checkpoints/CURRENT").path)
        }
        return [finetune, pretrain].first(where: isRun) ?? warmEmbedder
    }
}
