import Foundation
import Testing

@Suite struct HelpTests {
    static let verbs = [
        ["corpus"], ["corpus", "build"], ["corpus", "show"], ["index"], ["index", "build"], ["index", "search"],
        ["index", "verify"], ["warmstart"], ["pretrain"], ["refresh"], ["finetune"], ["eval"], ["eval", "retrieval"],
        ["eval", "answers"], ["eval", "spans"], ["eval", "score"], ["eval", "compare"], ["study"], ["ask"], ["search"],
        ["fill-mask"], ["embed"], ["tokenize"], ["doctor"], ["learn"],
        ["demo"], ["serve"], ["import"], ["export"],
    ]

    @Test(arguments: verbs)
    func theHelpOfAVerbHasAnExample(verb: [String]) throws {
        let help = try Program.run(verb + ["--help"])
        #expect(help.exitCode == 0)
        #expect(help.errors.isEmpty)
        #expect(help.output.contains("Example:"))
        let example = "pyramidion \(verb.joined(separator: " ")) "
        #expect(help.output.contains(example.trimmingCharacters(in: .whitespaces)))
    }

    @Test func theProgramNamesItsVerbs() throws {
        let help = try Program.run(["--help"])
        for verb in Set(Self.verbs.map { $0[0] }) { #expect(help.output.contains("  \(verb)"), "\(verb)") }
    }

    @Test(arguments: [
        ["aks"], ["corpus", "build"], ["index", "build", "--corpus", "c", "--out", "o"], ["ask", "who"],
        ["warmstart", "--part", "reader", "--corpus", "c", "--out", "o"],
        ["warmstart", "--part", "encoder", "--corpus", "c", "--out", "o"],
        ["eval", "answers", "--run", "p", "--questions", "q", "--part", "heldout"],
        ["ask", "--run", "p", "--count", "0", "who"], ["corpus", "show", ""], ["eval", "compare", "a.jsonl"],
        ["eval", "compare", "a.jsonl", "b.jsonl", "--resamples", "0"], ["eval", "score", "a.jsonl"],
    ])
    func aCommandLineThatMakesNoSenseEndsWith64(arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.exitCode == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("Error: "))
    }
}
