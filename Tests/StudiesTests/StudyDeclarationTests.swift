import Foundation
import Learning
import Randomness
import Studies
import Testing

@Suite struct StudyDeclarationTests {
    private let folder = URL(filePath: "/somewhere")

    private func declaration(_ yaml: String) throws -> StudyDeclaration {
        try StudyDeclaration(yaml: yaml, path: "study.yaml")
    }

    private func problem(_ yaml: String) -> String? {
        do {
            _ = try declaration(yaml)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aFileIsReadInItsOrder() throws {
        let study = try declaration(StudyText.yaml(in: folder))
        #expect(study.name == "What masks are worth")
        #expect(study.seeds == [4, 7])
        #expect(study.atOnce == 2)
        #expect(study.curve == [2])
        #expect(study.arms.map(\.name) == ["full", "random tokens", "random tokens, late"])
        #expect(study.arms[2].changes == [.pretrain])
        #expect(study.reference.about == "nothing is left out")
        #expect(study.retrieval.map(\.name) == ["who and where", "pages"])
        #expect(study.retrieval[0].tiers == [1] && study.retrieval[0].part == "all")
        #expect(study.retrieval[1].judgesPages && study.retrieval[1].limit == 50)
        #expect(study.answers?.train == "train" && study.answers?.judge == "all")
        #expect(try study.configuration(of: study.arms[1]).masking.kind == .tokens)
        #expect(try study.configuration(of: study.reference).masking.kind == .salient)
    }

    static let noStudies: [(yaml: String, words: String)] = [
        ("seed: [1]", "study.yaml:1: the study has no key \"seed\"; did you mean seeds?"),
        (
            "name: A\ncorpus: c\nvocabulary: v",
            """
            study.yaml:1: arms of the study is missing; expected a name and settings for each arm, the one to compare with \
            first
            """
        ),
        ("name: A\nvocabulary: v", "study.yaml:1: the study has no \"corpus\"; expected \"corpus: …\""),
        ("- 1", "study.yaml:1: the study is a list; expected keys with values below it"),
        ("", "study.yaml:1: the file is empty; expected a study"),
    ]

    @Test(arguments: noStudies)
    func whatIsNoStudyIsRefused(yaml: String, words: String) {
        #expect(problem(yaml) == words)
    }

    @Test func pairsOfArmsAreReadAndRefused() throws {
        func compare(_ text: String) -> String { StudyText.yaml(in: folder, more: "compare: \(text)") }
        let pairs = try declaration(compare("[[random tokens, full]]")).pairs
        #expect(pairs == [StudyDeclaration.Pair("random tokens", against: "full")])
        #expect(problem(compare("full"))?.contains("compare of the study is \"full\"; expected a list") == true)
        for bad in ["[[full]]", "[[full, full]]", "[[full, nothing]]", "[full]", "[[full, [a]]]"] {
            #expect(problem(compare(bad))?.contains("in compare is no pair of two arms") == true, "\(bad)")
        }
    }

    static let mistakes: [(arm: String, words: String)] = [
        ("full: {settings: {pretrain: {step: 3}}}", "28: pretrain.step is not a setting; did you mean pretrain.steps?"),
        (
            "full: {settings: {pretrain: {steps: many}}}",
            "28: pretrain.steps is \"many\"; expected a whole number of at least 0"
        ),
        ("full: {setting: {}}", "28: arm \"full\" has no key \"setting\"; did you mean settings?"),
        ("full: 3", "28: arm \"full\" is \"3\"; expected keys with values below it"),
        (
            "full: {changes: [pretrain, reader]}",
            """
            28: changes of arm "full" is a list; expected a list of stages among corpus, embedder, encoder, pretrain, \
            finetune
            """
        ),
        (
            "full: {settings: {masking: {kind: tokens}}, changes: [embedder, finetune]}",
            """
            28: masking.kind of arm "full" is read by none of the stages in "changes" (embedder, finetune); expected one \
            that reads it
            """
        ),
        (
            "full: {settings: {engine: {seed: 3}}}",
            "28: engine.seed differs from run to run; list seeds under \"seeds\""
        ),
        (
            "full: {settings: {pretrain: {steps: 2}}}",
            """
            6: curve names step 2, at which arm "full" keeps no checkpoint; expected multiples of \
            pretrain.checkpointEvery (2) below pretrain.steps (2), among the last pretrain.keepCheckpoints (3)
            """
        ),
        (
            "full: {settings: {pretrain: {checkpointSeconds: 60}}}",
            """
            28: pretrain.checkpointSeconds of arm "full" is 60, so that checkpoints that curve names may be passed over; \
            expected 0, or no curve
            """
        ),
        (
            "full: {settings: {masking: {minimumSentence: 60}}}",
            "28: masking.minimumSentence is 60, more than masking.maximumSentence (48)"
        ),
    ]

    @Test(arguments: mistakes)
    func anArmWithAMistakeIsRefusedWithItsLine(arm: String, words: String) throws {
        #expect(problem(StudyText.yaml(in: folder, arms: "arms:\n  \(arm)")) == "study.yaml:\(words)")
    }

    @Test func aKeyThatStandsTwiceIsRefused() throws {
        #expect(try #require(problem("name: A\nname: B")).hasSuffix("name stands twice; keep one of them"))
    }

    @Test func namesThatGiveOneFolderAreRefused() throws {
        let told = try #require(problem(StudyText.yaml(in: folder, arms: "arms:\n  no null:\n  No-Null:\n")))
        #expect(told.contains("two arms cannot be told apart by their letters and digits"))
        #expect(told.contains("\"No-Null\""))
    }

    @Test(arguments: ["Masked spans", "index"])
    func aSetThatIsCalledAsOtherResultsAreIsRefused(name: String) throws {
        let yaml = StudyText.yaml(in: folder).replacingOccurrences(of: "who and where:", with: "\(name):")
        #expect(try #require(problem(yaml)).contains("a question set is called \"\(name)\", as other results are"))
    }

    @Test func anArmThatIsNotPretrainedHasNoCurve() throws {
        let study = try declaration(
            StudyText.yaml(in: folder, arms: "arms:\n  full:\n  none: {settings: {pretrain: {steps: 0}}}"))
        #expect(try study.configuration(of: study.arms[1]).pretrain.steps == 0)
    }

    @Test func damagedFilesGiveErrorsOrStudiesButNoTrap() {
        var draws = SeededGenerator(seed: 11)
        let text = Array(StudyText.yaml(in: folder).utf8)
        let pieces = [
            ":", "\n", "  ", "- ", "{", "}", "[", "]", "\"", "'", "#", "&a", "*a", "~", "\t", "%", "0", "x", "\u{0}",
        ]
        for _ in 0..<600 {
            var changed = text
            for _ in 0..<Int.random(in: 1...4, using: &draws) {
                let place = Int.random(in: 0..<changed.count, using: &draws)
                let end = min(changed.count, place + Int.random(in: 0...6, using: &draws))
                let piece = pieces.randomElement(using: &draws) ?? ""
                changed.replaceSubrange(place..<end, with: Array(piece.utf8))
                if changed.isEmpty { changed = text }
            }
            _ = problem(String(decoding: changed, as: UTF8.self))
        }
    }

    @Test func theExampleIsAStudyOfTheSettingsThereAre() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let study = try StudyDeclaration(contentsOf: root.appending(path: "Examples/studies/table2.yaml"))
        #expect(study.reference.name == "full")
        #expect(study.seeds.count >= 3)
        // An ablation changes one thing; without the null document there is nothing for its offset to learn either.
        for arm in study.arms.dropFirst() {
            let changed = arm.settings.map(\.keyPath).filter { $0 != "pretrain.nullOffsetLearningRate" }
            #expect(changed.count == 1, "\(arm.name)")
        }
        for arm in study.arms { _ = try study.configuration(of: arm) }
    }
}
