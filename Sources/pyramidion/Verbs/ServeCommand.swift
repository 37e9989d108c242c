import Answering
import ArgumentParser
import Dispatch
import Evaluation
import Foundation
import Learning
import Logging
import Serving
import Synchronization

/// `pyramidion serve`: ask a model in the browser, and from programs over HTTP.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a model, its corpus and index over HTTP: a page for people, an API for programs.",
        discussion: """
            The API is described at /openapi.yaml. New checkpoints and index generations are taken as they are \
            published. Ctrl-C or SIGTERM ends the server once it has answered what it was asked.

            Example:
              pyramidion serve --run my-project
              curl -s http://127.0.0.1:8080/v1/answers --json '{"question": "Who?"}'
            """)

    @OptionGroup var model: ModelOptions

    @Option(help: "The address to listen on; 0.0.0.0 lets other machines connect.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes one that is free.")
    var port = 8080

    @Option(help: ArgumentHelp("A file with the token that callers must present.", valueName: "file"))
    var tokenFile: URL?

    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp("A web page's origin that may call the API; may be given often.", valueName: "origin"))
    var origins: [String] = []

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp(
            "A name that the server may be called by beside its own; may be given often. Beyond loopback any will do "
                + "when none is given.", valueName: "name"))
    var hosts: [String] = []

    @Option(help: ArgumentHelp("A question file; the page offers six of its questions.", valueName: "file"))
    var examples: URL?

    @Option(help: "How many questions may wait.")
    var queue = 256

    @Option(help: "Seconds that a request may wait.")
    var timeout = 30.0

    @Flag(help: "Log the texts of questions.")
    var logQuestions = false

    @OptionGroup var settings: SettingsOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is \(port); expected 0 to 65535") }
        guard (1...100_000).contains(queue) else { throw ValidationError("--queue is \(queue); expected 1 to 100000") }
        guard (0.1...3_600).contains(timeout) else {
            throw ValidationError("--timeout is \(timeout); expected 0.1 to 3600 seconds")
        }
        for origin in origins where !origin.hasPrefix("http://") && !origin.hasPrefix("https://") {
            throw ValidationError("--allow-origin is \(origin); expected an origin such as https://example.org")
        }
    }

    func run() throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let parts = try model.parts(usual: \.answeringModel)
        // Fine-tuning may have rebuilt the index for questions; masks are looked up in that of pre-training.
        let masks = try model.parts(usual: \.pretrain)
        let settings = settings
        let source = ModelSource(
            model: parts.model, masks: masks.model, corpus: parts.corpus, index: parts.index, masksIndex: masks.index,
            lexical: parts.lexical
        ) { try settings.configuration(over: RunConfiguration.of(run: $0)) }
        let server = try Server(source, settings: serverSettings(), logger: Logger(label: "pyramidion"))
        StandardError.write("pyramidion: serving \(server.summary)\n")
        // Verbs run on the main thread, which has nothing else to do meanwhile.
        let ending = Ending()
        Task.detached {
            do {
                try await server.run { StandardError.write("pyramidion: listening at \($0)\n") }
            } catch { ending.result.withLock { $0 = .failure(error) } }
            ending.isReached.signal()
        }
        ending.isReached.wait()
        try ending.result.withLock { $0 }.get()
    }

    /// How serving ended.
    private final class Ending: Sendable {
        let result = Mutex<Result<Void, any Error>>(.success(()))
        let isReached = DispatchSemaphore(value: 0)
    }

    private func serverSettings() throws -> ServerSettings {
        var settings = ServerSettings()
        settings.host = host
        settings.port = port
        settings.token = try tokenFile.map { try AccessToken(contentsOf: $0) }
        settings.hosts = Set(hosts)
        settings.origins = Set(origins)
        settings.logsQuestions = logQuestions
        settings.queueCapacity = queue
        settings.limit = .seconds(timeout)
        settings.examples = try examples.map { try Self.offered(QuestionFile.read($0).questions) } ?? []
        settings.runs = try runs()
        return settings
    }

    /// Six questions: those whose answers stand in the corpus before others, and those that nothing was trained on first.
    private static func offered(_ questions: [Question]) -> [String] {
        func rank(_ question: Question) -> Int {
            (question.tier ?? 1 == 1 ? 0 : 2) + (question.split == .train ? 1 : 0)
        }
        return (0..<4).flatMap { wanted in questions.filter { rank($0) == wanted } }.prefix(6).map(\.text)
    }

    /// The training runs beside the model.
    private func runs() throws -> [(name: String, folder: URL)] {
        guard let project = model.project.map(Project.init) else {
            return [("model", try model.parts(usual: \.answeringModel).model)]
        }
        return [
            ("warm-embedder", project.warmEmbedder), ("warm-encoder", project.warmEncoder),
            ("pretrain", project.pretrain), ("finetune", project.finetune),
        ]
    }
}
