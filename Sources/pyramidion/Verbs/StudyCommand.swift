import ArgumentParser
import Foundation
import Studies

/// `pyramidion study`: arms that differ in settings, each trained with several seeds, and a report.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Train variants of the system with several seeds each, and report what differs.",
        discussion: """
            The file names the corpus, the questions, the seeds, settings for all, and the arms: settings that differ, \
            the arm to compare with first. Stages before pre-training are shared where their settings agree. What is done \
            is skipped and what was ended goes on, so a study can take several sittings; the report is written anew after \
            each run that is whole: report.md, curves.svg, report.json. docs/studies.md describes the file.

            --json prints the content of report.json.

            Example:
              pyramidion study Examples/studies/table2.yaml --out studies/table2
            """)

    @Argument(help: ArgumentHelp("The study, in YAML.", valueName: "file"))
    var file: URL

    @Option(help: ArgumentHelp("The folder of the study.", valueName: "dir"))
    var out: URL

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let line = RewrittenLine()
        let study = try Study(
            file: file, folder: out, executable: ThisProgram.executable(), say: line.keep, show: line.show)
        let report = try study.run()
        if json { return try StandardOutput.writeJSON(report) }
        try StandardOutput.write("\(study.report.path): \(report.tasksDone) of \(report.tasks) tasks are done\n")
    }
}
