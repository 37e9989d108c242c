import Answering
import ArgumentParser
import Foundation
import Learning
import Projects

/// `pyramidion learn`: from a folder of documents to something that can be asked, without labels.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn a folder of documents, so that questions can be asked about them.",
        discussion: """
            Reads the .txt, .md, .html and .pdf files of folders, and .jsonl files or dumps that are named themselves, cuts \
            them into blocks, teaches itself with masked names and dates, and trains a reader, on this machine alone. \
            Typed again, the command goes on where it was ended, or learns anew when documents have changed.

            A reader that has only seen sentences of the documents with a gap in them answers questions poorly. One that \
            was trained on questions, like the demonstration's, answers them about any documents: name its project with \
            --reader. With --quick besides, nothing is trained, and questions can be asked in minutes; the same command \
            without it trains after all.

            Example:
              pyramidion learn ~/Documents/handbook --out handbook --reader .cache/demo
              pyramidion ask --run handbook "Who is responsible for back-ups?"
            """)

    @Argument(help: ArgumentHelp("Folders or files with documents.", valueName: "documents"))
    var documents: [URL]

    @Option(
        help: ArgumentHelp(
            "The project's folder, which is not read itself; pyramidion-project beside the documents if left out.",
            valueName: "dir"))
    var out: URL?

    @Option(
        help: ArgumentHelp(
            "Use the reader of this project or run as it is, instead of training one.", valueName: "run"))
    var reader: URL?

    @Flag(help: "Train nothing: the start weights' retriever and the reader of --reader as they are.")
    var quick = false

    @Option(help: ArgumentHelp("The folder with the start weights.", valueName: "dir"))
    var models: URL = ThisProgram.cache.appending(path: "data/models")

    func validate() throws {
        guard !documents.isEmpty else { throw ValidationError("name a folder of documents") }
        guard !quick || reader != nil else {
            throw ValidationError("--quick trains no reader; name one with --reader")
        }
    }

    func run() throws {
        let folder = out ?? documents[0].deletingLastPathComponent().appending(path: "pyramidion-project")
        let line = RewrittenLine()
        try ProjectLearning(
            documents, project: Project(folder), models: models, reader: reader, trainsRetriever: !quick,
            executable: ThisProgram.executable(), say: line.keep, show: line.show
        ).run()
    }
}
