import ArgumentParser
import Foundation
import Learning

/// What every training verb takes: the corpus, the run's folder, settings.
struct TrainingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The corpus to learn from.", valueName: "dir"))
    var corpus: URL

    @Option(help: ArgumentHelp("The run's folder; a run that is there goes on.", valueName: "run"))
    var out: URL

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print the run's folder, stage and number of steps as JSON at the end.")
    var json = false

    /// Trains a stage: makes the engine ready, shows progress, and says at the end where the model is.
    /// - Parameter queries: the corpus of the masked sentences, where it is another.
    func run(
        _ stage: String, over base: RunConfiguration = RunConfiguration(), queries: URL? = nil,
        _ train: (StageInputs) throws -> Void
    ) throws {
        let configuration = try settings.configuration(over: base)
        try configuration.engine.apply()
        let progress = Progress(stage)
        let index = Progress("index", isPart: true)
        var steps = 0
        try train(
            StageInputs(
                corpus: corpus, queries: queries, run: out, configuration: configuration,
                progress: { done, total in
                    steps = total
                    progress.show(done, total)
                }, indexing: index.show, report: progress.note))
        if json { return try StandardOutput.writeJSON(Finished(run: out.path, stage: stage, steps: steps)) }
        try StandardOutput.write("\(out.path): \(steps) steps of \(stage) made\n")
    }

    /// What `--json` prints.
    private struct Finished: Encodable {
        let run, stage: String
        let steps: Int
    }
}
