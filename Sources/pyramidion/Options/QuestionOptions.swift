import ArgumentParser
import Evaluation
import Foundation

/// Which questions are meant: files, and the part of them.
struct QuestionOptions: ParsableArguments {
    @Option(
        name: .customLong("questions"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Question files: JSON lines, question, tab and answer list, or a published set's JSON.", valueName: "file"))
    var files: [URL] = []

    @Option(
        help: """
            How the files are written: jsonl, nqOpen, tsv, curatedTREC (answers are regular expressions), webQuestions, \
            triviaQA, squad or dpr; told by how each begins where not named.
            """)
    var format: QuestionFormat?

    @Option(help: "Which part of them: train, dev, test, heldout or all.")
    var part: Part?

    @Option(help: ArgumentHelp("Only questions of this tier; may be given often.", valueName: "tier"))
    var tier: [Int] = []

    @Option(help: ArgumentHelp("Only so many of the questions.", valueName: "count"))
    var limit: Int?

    @Flag(help: "Also the held-out questions, which nothing in development may read.")
    var includeHeldout = false

    /// A part of the questions, told by the hash of each.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case train, dev, test, heldout, all

        func contains(_ split: Split) -> Bool { self == .all || rawValue == split.rawValue }
    }

    /// Whether any question file was named.
    var isGiven: Bool { !files.isEmpty }

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit is a number from 1 on") }
        guard part != .heldout || includeHeldout else {
            throw ValidationError("--part heldout also needs --include-heldout")
        }
    }

    /// Reads the questions; what is wrong with a file, and what is held out of all its questions, is remarked upon.
    /// - Parameters:
    ///   - usual: the part when none is named.
    ///   - keepingRepeats: take a question as often as it stands there, as is right for training; else it counts once.
    /// - Throws: `QuestionFileProblem`, or `NoQuestions` when none is left.
    func questions(
        usual: Part, keepingRepeats: Bool = false, note: (String) -> Void
    ) throws -> ChosenQuestions {
        let part = part ?? usual
        let chosen = try questions(of: part, keepingRepeats: keepingRepeats, note: note)
        // No other part has held-out questions, so that none is missed there.
        if part == .all, chosen.heldOut > 0 {
            note("not read: \(chosen.heldOut) held-out questions; --include-heldout takes them too")
        }
        return chosen
    }

    /// Reads the questions of the part dev, whichever part is named for others; there may be none.
    func development() throws -> [Question] {
        do { return try questions(of: .dev) { _ in }.questions } catch is NoQuestions { return [] }
    }

    private func questions(
        of part: Part, keepingRepeats: Bool = false, note: (String) -> Void
    ) throws -> ChosenQuestions {
        guard isGiven else { throw ValidationError("--questions needs a file") }
        var chosen: [Question] = []
        var (read, heldOut, leftOut) = (0, 0, 0)
        for url in files {
            let file = try QuestionFile.read(url, format: format, includesHeldOut: includeHeldout)
            for problem in file.problems.prefix(3) { note("left out: \(problem)") }
            if file.problemCount > 3 { note("left out: \(file.problemCount - 3) more of \(url.path)") }
            read += file.questions.count
            heldOut += file.heldOutDropped
            leftOut += file.problemCount
            chosen += file.questions.filter { part.contains($0.split) }
        }
        if !tier.isEmpty { chosen.removeAll { !tier.contains($0.tier ?? 0) } }
        guard !chosen.isEmpty else {
            throw NoQuestions(
                files: files.map(\.path), part: part.rawValue, tiers: tier, read: read, heldOut: heldOut)
        }
        var keys: Set<QuestionKey> = []
        let distinct = keepingRepeats ? chosen : chosen.filter { keys.insert(QuestionKey($0.text)).inserted }
        let repeated = chosen.count - distinct.count
        if repeated > 0 {
            note(
                "left out: \(repeated) questions that stand there before, be it with other capitals, spaces or "
                    + "signs at the end")
        }
        return ChosenQuestions(
            questions: limit.map { Array(distinct.prefix($0)) } ?? distinct, heldOut: heldOut, leftOut: leftOut,
            repeated: repeated)
    }
}
