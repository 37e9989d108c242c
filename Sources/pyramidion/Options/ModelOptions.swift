import Answering
import ArgumentParser
import DurableFiles
import Foundation
import Learning

/// What to search and answer with: a project folder, or its parts one by one.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("A project folder: corpus, indexes and model together.", valueName: "project"))
    var project: URL?

    @Option(help: ArgumentHelp("A run or model folder.", valueName: "run"))
    var model: URL?

    @Option(help: ArgumentHelp("A corpus.", valueName: "dir"))
    var corpus: URL?

    @Option(help: ArgumentHelp("Index generations of the corpus.", valueName: "dir"))
    var index: URL?

    @Option(help: ArgumentHelp("The corpus's lexical index, for BM25.", valueName: "dir"))
    var lexical: URL?

    func validate() throws {
        guard project != nil || (model != nil && corpus != nil && index != nil) else {
            throw ValidationError("name a project with --run, or its parts with --model, --corpus and --index")
        }
    }

    /// The parts; single ones named beside a project stand for the project's own.
    /// - Parameter usual: which of a project's models is meant when none is named.
    func parts(usual: (Project) -> URL) throws -> Parts {
        if let project, !FileManager.default.fileExists(atPath: project.path) {
            throw FileProblem(project, "no such project; make one with `pyramidion learn`")
        }
        let project = project.map(Project.init)
        guard let model = model ?? project.map(usual), let corpus = corpus ?? project?.corpus,
            let index = index ?? project?.index(of: model)
        else { throw ValidationError("name a project with --run, or --model, --corpus and --index") }
        if let lexical, !FileManager.default.fileExists(atPath: lexical.path) {
            throw FileProblem(lexical, "no such folder; make it with `pyramidion index build --lexical`")
        }
        return Parts(model: model, corpus: corpus, index: index, lexical: lexical ?? project?.lexical)
    }

    /// Where everything lies.
    struct Parts {
        let model, corpus, index: URL
        let lexical: URL?
    }

    /// Opens everything, and makes the engine ready.
    func answerer(_ settings: SettingsOptions) throws -> Answerer {
        let parts = try parts(usual: \.answeringModel)
        let configuration = try settings.configuration(over: RunConfiguration.of(run: parts.model))
        try configuration.engine.apply()
        return try Answerer(
            model: parts.model, corpus: parts.corpus, index: parts.index, lexical: parts.lexical,
            configuration: configuration)
    }
}
