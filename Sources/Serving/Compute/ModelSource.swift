public import Answering
import DurableFiles
public import Foundation
public import Learning

/// Where the parts of what is served lie; model and index may be replaced there while they are served.
public struct ModelSource: Sendable {
    /// The run or model that answers.
    public let model: URL
    /// The run or model whose encoder fills masks.
    public let masks: URL
    /// The block store.
    public let corpus: URL
    /// Index generations of the corpus, for questions.
    public let index: URL
    /// Those that masked sentences are looked up in: fine-tuning may have made others for questions.
    public let masksIndex: URL
    /// The corpus's lexical index; nil leaves dense search only.
    public let lexical: URL?
    /// Adds the caller's settings to those of a run.
    public let configuration: @Sendable (_ run: URL) throws -> RunConfiguration

    /// - Parameters:
    ///   - masksIndex: the same as for questions when left out.
    ///   - configuration: the settings for a run; the run's own ones when left out.
    public init(
        model: URL, masks: URL, corpus: URL, index: URL, masksIndex: URL? = nil, lexical: URL?,
        configuration: @escaping @Sendable (URL) throws -> RunConfiguration = { try RunConfiguration.of(run: $0) }
    ) {
        self.model = model
        self.masks = masks
        self.corpus = corpus
        self.index = index
        self.masksIndex = masksIndex ?? index
        self.lexical = lexical
        self.configuration = configuration
    }

    /// The parts of a project folder.
    public init(_ project: Project) {
        let model = project.answeringModel
        self.init(
            model: model, masks: project.pretrain, corpus: project.corpus, index: project.index(of: model),
            masksIndex: project.index(of: project.pretrain), lexical: project.lexical)
    }

    /// What the pointers name now; two that are equal open files of the same contents.
    struct Version: Equatable, Sendable {
        let model: Part
        let masks: Part
        let index: Part
        let masksIndex: Part

        /// A folder that is opened.
        struct Part: Equatable, Sendable {
            let folder: URL
            /// Of the folder's list of files with their checksums; nil where there is none.
            ///
            /// What is learned anew has other contents under the same name.
            let contents: Fingerprint?

            /// - Parameter outer: a run, a bundle or index generations; it is opened itself where it has no pointer.
            init(_ pointer: CurrentPointer, of outer: URL) throws(FileProblem) {
                folder = try pointer.read() ?? outer
                // What cannot be read here is named by whoever opens it.
                contents = try? Fingerprint(ofFile: folder.appending(path: DurableFolder.listing))
            }
        }
    }

    /// Reads the pointers and short lists of files only, so it is cheap enough to ask often.
    func version() throws -> Version {
        Version(
            model: try Version.Part(CurrentPointer(in: RunFolder(model).checkpoints), of: model),
            masks: try Version.Part(CurrentPointer(in: RunFolder(masks).checkpoints), of: masks),
            index: try Version.Part(CurrentPointer(in: index), of: index),
            masksIndex: try Version.Part(CurrentPointer(in: masksIndex), of: masksIndex))
    }

    /// Makes the engine compute as the run's settings say; to be called on the thread that computes.
    func prepareEngine() throws {
        try configuration(model).engine.apply()
    }

    /// Opens all parts.
    /// - Throws: an error that names the part that is missing or does not belong to the others.
    func open() throws -> ServedModel {
        let answerer = try Answerer(
            model: model, corpus: corpus, index: index, lexical: lexical, configuration: configuration(model))
        do {
            let filler = try MaskFiller(
                model: masks, corpus: corpus, index: masksIndex, configuration: configuration(masks))
            return ServedModel(answerer: answerer, filler: filler, withoutFiller: nil)
        } catch {
            // Questions can be answered without an encoder; whoever asks for masks is told why there is none.
            return ServedModel(answerer: answerer, filler: nil, withoutFiller: "\(error)")
        }
    }
}
