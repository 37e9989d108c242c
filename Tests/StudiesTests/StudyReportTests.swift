import DurableFiles
import Evaluation
import Foundation
import Studies
import Testing

@Suite struct StudyReportTests {
    /// A plan of two arms and two seeds whose measurements are written by hand, as far as `runs` names them.
    private func reported(
        _ folder: URL, runs: [(arm: String, seed: UInt64, ranks: [Int?], gains: [Double], matches: [Double])],
        compare: String = ""
    ) throws -> StudyReport {
        let yaml = StudyText.yaml(
            in: folder, arms: "arms:\n  full:\n  frozen: {settings: {pretrain: {retrieverLearningRate: 0}}}",
            more: compare)
        let plan = try StudyPlan(
            StudyDeclaration(yaml: yaml, path: "study.yaml"), folders: StudyFolders(folder.appending(path: "out")))
        var ledger = StudyLedger(file: folder.appending(path: "tasks.json"))
        let whole = Set(runs.map { StudyTask.RunName(arm: $0.arm, seed: $0.seed) })
        for task in plan.tasks where task.run.map(whole.contains) ?? true {
            try ledger.begin(task)
            try ledger.spend([task.name: 30])
            try ledger.finish(task)
            // A training run has its folder and a file in it.
            for result in task.results.reversed() where !FileManager.default.fileExists(atPath: result.path) {
                try write([], result.deletingLastPathComponent(), result.lastPathComponent)
            }
        }
        for run in runs {
            let name = StudyTask.RunName(arm: run.arm, seed: run.seed)
            let hits = run.ranks.map { rank in "{\"rank\":\(rank.map { "\($0)" } ?? "null")}" }
            for place in [plan.end(of: name), plan.at(2, of: name)] {
                try write(hits, place, "who-and-where.jsonl")
                try write(hits, place, "pages.jsonl")
                try write(run.gains.map { "{\"rank\":null,\"marginalGain\":\($0)}" }, place, "masked-spans.jsonl")
            }
            try write(
                run.matches.map { "{\"exactMatch\":\($0),\"f1\":\($0)}" },
                plan.answers(of: name).deletingLastPathComponent(), "answers.jsonl")
        }
        return try StudyRecords(plan, ledger).report(ledger, source: yaml)
    }

    private func write(_ lines: [String], _ folder: URL, _ name: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: folder.appending(path: name))
    }

    @Test func figuresAreMeansOverSeeds() throws {
        try StudyText.inFolder { folder in
            let report = try reported(
                folder,
                runs: [
                    ("full", 4, [1, 6, nil, 2], [0.5, 1.5], [1, 0]), ("full", 7, [1, 1, 1, 9], [1, 2], [1, 1]),
                    ("frozen", 4, [6, 6, nil, 2], [0, 1], [0, 0]), ("frozen", 7, [1, 1, 7, 9], [0, 1], [1, 0]),
                ])
            let full = report.arms[0]
            #expect(full.figures["exact match"]?.runs == [0.5, 1])
            #expect(full.figures["exact match"]?.mean == 0.75)
            // s = 0.25 √2, divided by √2.
            #expect(abs((full.figures["exact match"]?.standardError ?? 0) - 0.25) < 1e-12)
            #expect(full.figures["who and where, recall@5"]?.runs == [0.5, 0.75])
            #expect(full.figures["retrieval utility"]?.mean == 1.25)
            #expect(full.differences.isEmpty)
            let frozen = report.arms[1]
            let difference = try #require(frozen.differences["who and where, recall@5"])
            #expect(difference.runs == [-0.25, -0.25])
            #expect(difference.seedError == 0)
            // Question by question, averaged over seeds: −1/2, 0, −1/2, 0.
            #expect(difference.questions.mean == -0.25)
            #expect(difference.questions.count == 4)
            #expect(!difference.isClear, "four questions tell nothing")
            #expect(frozen.seconds["pre-training"] == 30)
        }
    }

    @Test func armsAreHeldAgainstEachOtherWhereThatIsAskedFor() throws {
        try StudyText.inFolder { folder in
            let report = try reported(
                folder,
                runs: [
                    ("full", 4, [1, 6], [0.5], [1, 0]), ("frozen", 4, [6, 6], [0], [0, 0]),
                    ("frozen", 7, [6, 6], [0], [0, 0]),
                ], compare: "compare: [[frozen, full]]")
            let pair = try #require(report.pairs.first)
            #expect(report.pairs.count == 1 && pair.arm == "frozen" && pair.other == "full")
            // Only with the seed of which both are whole.
            #expect(pair.differences == report.arms[1].differences)
            #expect(report.markdown.contains("| exact match | frozen | full | −50.0 ± 50.0 |"))
            #expect(report.markdown.components(separatedBy: "| frozen − full | −50.0 ± 50.0 |").count == 3)
        }
    }

    @Test func aRunThatIsNotWholeDoesNotCount() throws {
        try StudyText.inFolder { folder in
            let report = try reported(
                folder,
                runs: [
                    ("full", 4, [1, 2], [0.5], [1, 0]), ("full", 7, [1, 1], [1], [1, 1]),
                    ("frozen", 4, [6, 6], [0], [0, 0]),
                ])
            #expect(report.arms.map(\.seeds) == [[4, 7], [4]])
            #expect(report.arms[1].differences["exact match"]?.runs == [-0.5])
            #expect(report.markdown.contains("3 of 4 runs are whole"))
            #expect(report.markdown.contains("**Unfinished:** frozen (1 runs)."))
            #expect(report.tasksDone < report.tasks)
        }
    }

    @Test func theCurveGoesOverTheStepsInBetween() throws {
        try StudyText.inFolder { folder in
            let report = try reported(folder, runs: [("full", 4, [1, 6], [0.5, 1.5], [1, 0])])
            let curve = try #require(report.arms[0].curves["retrieval utility"])
            #expect(curve.map(\.step) == [2, 4])
            #expect(curve.map(\.value) == [1, 1])
        }
    }

    @Test func aClearDifferenceNeedsQuestionsAndSeedsToAgree() {
        let many = Array(repeating: 1.0, count: 40)
        let none = Array(repeating: 0.0, count: 40)
        func difference(_ pairs: [(own: [Double], other: [Double])]) -> StudyReport.Difference? {
            StudyReport.difference(pairs)
        }
        #expect(difference([(many, none), (many, none)])?.isClear == true)
        #expect(difference([(many, none), (none, none)])?.isClear == false)
        #expect(difference([(none, none)])?.isClear == false)
        #expect(difference([]) == nil)
    }

    @Test func clearDifferencesAreBoldAtAGlance() throws {
        try StudyText.inFolder { folder in
            let ranks = Array(repeating: 1, count: 40)
            let report = try reported(
                folder,
                runs: [
                    ("full", 4, ranks, [0.5], [1, 0]), ("frozen", 4, ranks.map { $0 + 5 }, [0.5], [1, 0]),
                ])
            let row = try #require(
                report.markdown.split(separator: "\n").first { $0.hasPrefix("| frozen − full |") })
            #expect(
                row
                    == "| frozen − full | 0.0 ± 0.0 | **−100.0** ± 0.0 | **−100.0** ± 0.0 | 0.0 ± 0.0 | 0.000 ± 0.000 |"
            )
        }
    }

    @Test func theReportIsWrittenForPeopleAndMachines() throws {
        try StudyText.inFolder { folder in
            let report = try reported(
                folder, runs: [("full", 4, [1, 2], [0.5], [1, 0]), ("frozen", 4, [6, 6], [-0.25], [0, 0])])
            let folders = StudyFolders(folder.appending(path: "out"))
            try report.write(to: folders)
            let markdown = try String(contentsOf: folders.markdown, encoding: .utf8)
            #expect(markdown.hasPrefix("# What masks are worth\n"))
            #expect(markdown.contains("| frozen | 1 | 0.0 | 0.0 |"))
            #expect(markdown.contains("| retrieval utility | frozen | −0.750 ± 0.000 | 1.0000 | within noise |"))
            #expect(markdown.contains("`pretrain.retrieverLearningRate=0`"))
            #expect(markdown.contains("blockTokens: 288"))
            let read = try JSONDecoder().decode(StudyReport.self, from: Data(contentsOf: folders.json))
            #expect(read == report)
            #expect(try String(contentsOf: folders.curves, encoding: .utf8).contains("<svg"))
        }
    }
}
