import ArgumentParser
import Foundation

/// The program's outermost part: runs the verb that was typed and turns what it throws into words and an exit code.
enum CommandLineProgram {
    /// Exit codes: 0 when the verb did its work, 1 when it failed, 64 when the command line makes no sense.
    static func run() -> Never {
        unblockSignals()
        do {
            var command = try PyramidionCommand.parseAsRoot()
            try command.run()
        } catch {
            // What the parser says, help among it, has codes of its own; the verbs' errors speak for themselves.
            if PyramidionCommand.exitCode(for: error) == .failure, !(error is ExitCode) {
                StandardError.write("pyramidion: \(error)\n")
                PyramidionCommand.exit(withError: ExitCode.failure)
            }
            PyramidionCommand.exit(withError: error)
        }
        PyramidionCommand.exit()
    }

    /// Lets the program be ended by Ctrl-C and by `kill`.
    ///
    /// Whoever starts it from a worker thread of Dispatch hands down that thread's mask, which blocks both.
    private static func unblockSignals() {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }
}

/// `pyramidion`, with its verbs.
struct PyramidionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pyramidion",
        abstract: "Retrieval-augmented language model pre-training (REALM) on your own documents.",
        discussion: """
            Settings come from --config FILE (YAML), then environment variables such as PYRAMIDION_PRETRAIN_STEPS, then \
            --set pretrain.steps=600. A long stage that was ended goes on when the same command is typed again.

            Example:
              pyramidion ask --run my-project "Who built the tower?"
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Start here", subcommands: [LearnCommand.self, DemoCommand.self]),
            CommandGroup(name: "Prepare", subcommands: [CorpusCommand.self, IndexCommand.self]),
            CommandGroup(
                name: "Learn",
                subcommands: [
                    WarmstartCommand.self, PretrainCommand.self, RefreshCommand.self, FinetuneCommand.self,
                ]),
            CommandGroup(
                name: "Use",
                subcommands: [
                    AskCommand.self, ServeCommand.self, SearchCommand.self, FillMaskCommand.self, EmbedCommand.self,
                    TokenizeCommand.self,
                ]),
            CommandGroup(name: "Exchange", subcommands: [ImportCommand.self, ExportCommand.self]),
            CommandGroup(name: "Check", subcommands: [EvalCommand.self, StudyCommand.self, DoctorCommand.self]),
        ])
}
