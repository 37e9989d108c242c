import ArgumentParser
import Demonstration
import Foundation
import Learning

/// `pyramidion demo`: REALM at work on 23 thousand passages of Wikipedia, with controls.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Train on 23 thousand Wikipedia passages and answer questions from them, with controls beside it.",
        discussion: """
            Needs the data that `make data` downloads. Stages that are done are skipped, and one that was ended goes on. \
            DEMO=quick runs all of it on 500 passages; DEMO_MINUTES=N fits the training into about N minutes. \
            --data only makes the corpus and the questions, in data/demo beside the downloads; studies use these too.

            --json prints what report.json holds: size, machine, seed, startWeights, stages (seconds of each), blocks, \
            documents, steps, trainingSeconds, generations, retrieval, answers, shown, claims, notes, peakMemoryBytes. \
            Recall, exact match and F1 are shares from 0 to 1.

            Example:
              DEMO=quick pyramidion demo
            """)

    @Option(help: ArgumentHelp("Where set-up put its downloads.", valueName: "dir"))
    var cache: URL = ThisProgram.cache

    @Flag(name: .customLong("data"), help: "Only make the corpus and the questions.")
    var onlyData = false

    @Flag(help: "Print the report as JSON instead of a summary.")
    var json = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let size = environment["DEMO"] ?? ""
        guard ["", "full", "quick"].contains(size) else {
            throw ValidationError("DEMO is \"\(size)\"; expected quick or full")
        }
        let minutes = try environment["DEMO_MINUTES"].map { text in
            guard let minutes = Double(text), minutes > 0, minutes.isFinite else {
                throw ValidationError("DEMO_MINUTES is \"\(text)\"; expected a number of minutes")
            }
            return minutes
        }
        let folders = Demonstration.Folders(
            data: cache.appending(path: "data"), output: cache.appending(path: size == "quick" ? "demo-quick" : "demo"))
        let line = RewrittenLine()
        if onlyData { return try Demonstration.makeData(folders, say: line.keep, show: line.show) }
        let executable = try ThisProgram.executable()
        try EngineSettings().apply()
        let demonstration = try Demonstration(
            folders: folders, quick: size == "quick", minutes: minutes, executable: executable, say: line.keep,
            show: line.show)
        let report = try demonstration.run()
        try StandardOutput.write(json ? try report.json() : report.summary + "\n")
    }
}
