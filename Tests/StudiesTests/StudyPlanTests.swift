import DurableFiles
import Foundation
import Studies
import Testing

@Suite struct StudyPlanTests {
    private func planned(_ folder: URL, _ yaml: String) throws -> StudyPlan {
        try StudyPlan(
            StudyDeclaration(yaml: yaml, path: "study.yaml"), folders: StudyFolders(folder.appending(path: "out")))
    }

    private func names(_ plan: StudyPlan, _ prefix: String) -> [String] {
        plan.tasks.map(\.name).filter { $0.hasPrefix(prefix) }
    }

    @Test func runsShareTheStagesOnWhichTheirSettingsAgree() throws {
        try StudyText.inFolder { folder in
            let plan = try planned(folder, StudyText.yaml(in: folder))
            #expect(names(plan, "corpus ").count == 1)
            #expect(names(plan, "embedder ").count == 2, "one a seed")
            // Arms that mask otherwise warm their encoder up on such masks, unless only pre-training is to change.
            #expect(names(plan, "encoder ").count == 4)
            let encoders = plan.tasks.filter { $0.name.hasSuffix("seed 4: pre-training") }.map { task in
                task.needs.first { $0.hasPrefix("encoder ") }
            }
            #expect(encoders.count == 3)
            #expect(encoders[0] != encoders[1] && encoders[0] == encoders[2])
        }
    }

    @Test func everyRunIsTrainedMeasuredAndAnswers() throws {
        try StudyText.inFolder { folder in
            let plan = try planned(folder, StudyText.yaml(in: folder))
            let own = plan.tasks.filter { $0.run == StudyTask.RunName(arm: "random tokens", seed: 7) }.map(\.name)
            let run = "random tokens, seed 7"
            #expect(
                own == [
                    "\(run): pre-training", "\(run): step 2, index", "\(run): step 2, who and where",
                    "\(run): step 2, masked spans", "\(run): end, who and where", "\(run): end, pages",
                    "\(run): end, masked spans", "\(run): fine-tuning", "\(run): answers",
                ])
            #expect(Set(plan.tasks.map(\.name)).count == plan.tasks.count)
        }
    }

    @Test func whatATaskNeedsStandsBeforeIt() throws {
        try StudyText.inFolder { folder in
            let plan = try planned(folder, StudyText.yaml(in: folder))
            var seen: Set<String> = []
            for task in plan.tasks {
                #expect(task.needs.allSatisfy(seen.contains), "\(task.name)")
                seen.insert(task.name)
            }
            // All arms with the first seed come before any with the second.
            let seeds = plan.tasks.compactMap { $0.run?.seed }
            #expect(seeds == seeds.sorted())
        }
    }

    @Test func armsAreMeasuredOnTheSameMaskedSpans() throws {
        try StudyText.inFolder { folder in
            let plan = try planned(folder, StudyText.yaml(in: folder))
            let measured = plan.tasks.filter { $0.name.hasSuffix("masked spans") }
            for task in measured {
                let kinds = task.arguments.filter { $0.hasPrefix("masking.kind=") }
                #expect(kinds.last == "masking.kind=salient")
            }
            let trained = plan.tasks.first { $0.name == "random tokens, seed 4: pre-training" }
            #expect(trained?.arguments.contains("masking.kind=tokens") == true)
        }
    }

    /// Which sentences are held out, and which of their spans there are, hangs on more than the kind of mask.
    @Test func armsThatFindOtherSpansAreMeasuredOnThoseOfTheFirst() throws {
        try StudyText.inFolder { folder in
            let arms = """
                arms:
                  full: {settings: {masking: {heldOutShare: 0.1}}}
                  short spans: {settings: {masking: {spanTokens: 3, heldOutShare: 0.2}, embedder: {queryTokens: 32}}}
                """
            let plan = try planned(folder, StudyText.yaml(in: folder, arms: arms))
            let task = try #require(plan.tasks.first { $0.name == "short spans, seed 4: end, masked spans" })
            for (key, value) in [("spanTokens", "8"), ("heldOutShare", "0.1"), ("queryTokens", "64")] {
                #expect(task.arguments.last { $0.contains(".\(key)=") }?.hasSuffix("=\(value)") == true, "\(key)")
            }
            let trained = try #require(plan.tasks.first { $0.name == "short spans, seed 4: pre-training" })
            #expect(trained.arguments.contains("masking.spanTokens=3"))
            #expect(!trained.arguments.contains("masking.spanTokens=8"))
        }
    }

    /// A stage takes over the settings of the one that it starts from.
    @Test func stagesThatDoNotTakeAnArmsSettingsAreToldTheUsualOnes() throws {
        try StudyText.inFolder { folder in
            let arms = """
                arms:
                  full:
                  decay: {settings: {optimizer: {weightDecay: 0.2}}, changes: [pretrain]}
                """
            let plan = try planned(folder, StudyText.yaml(in: folder, arms: arms))
            func decay(_ name: String) -> [String]? {
                plan.tasks.first { $0.name == name }?.arguments.filter { $0.hasPrefix("optimizer.weightDecay=") }
            }
            #expect(decay("decay, seed 4: pre-training") == ["optimizer.weightDecay=0.2"])
            #expect(decay("decay, seed 4: fine-tuning") == ["optimizer.weightDecay=0.01"])
            #expect(decay("full, seed 4: fine-tuning") == [])
            #expect(names(plan, "embedder ").count == 2 && names(plan, "encoder ").count == 2, "shared, one a seed")
        }
    }

    @Test func aChangedSettingMakesAnewOnlyWhatDependsOnIt() throws {
        try StudyText.inFolder { folder in
            let before = try planned(folder, StudyText.yaml(in: folder))
            let after = try planned(
                folder,
                StudyText.yaml(in: folder).replacingOccurrences(
                    of: "passagesFrom: dense", with: "{passagesFrom: dense, steps: 9}"))
            func changed(_ name: String) -> Bool {
                before.tasks.first { $0.name == name }?.fingerprint
                    != after.tasks.first { $0.name == name }?.fingerprint
            }
            let names = before.tasks.map(\.name)
            #expect(names == after.tasks.map(\.name))
            #expect(
                Set(names.filter(changed).compactMap { $0.split(separator: ": ").last }) == ["fine-tuning", "answers"])
        }
    }

    @Test func changedContentsOfAFileCount() throws {
        try StudyText.inFolder { folder in
            let before = try planned(folder, StudyText.yaml(in: folder))
            try Data("other weights".utf8).write(to: folder.appending(path: "weights/model.safetensors"))
            let after = try planned(folder, StudyText.yaml(in: folder))
            #expect(names(before, "corpus ") == names(after, "corpus "))
            #expect(names(before, "embedder ") != names(after, "embedder "))
        }
    }

    @Test func documentsInAFolderCountByTheirContents() throws {
        try StudyText.inFolder { folder in
            let documents = folder.appending(path: "documents.jsonl")
            try FileManager.default.removeItem(at: documents)
            try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
            func corpus(_ text: String) throws -> [String] {
                try Data(text.utf8).write(to: documents.appending(path: "a.txt"))
                return names(try planned(folder, StudyText.yaml(in: folder)), "corpus ")
            }
            #expect(try corpus("one") == corpus("one"))
            #expect(try corpus("one") != corpus("two"))
        }
    }

    @Test func aSeedHasAWarmStartOfItsOwn() throws {
        try StudyText.inFolder { folder in
            let plan = try planned(folder, StudyText.yaml(in: folder))
            #expect(names(plan, "embedder ").count == 2)
            let embedders = [4, 7].map { seed in
                plan.tasks.first { $0.name == "full, seed \(seed): pre-training" }?.needs
                    .first { $0.hasPrefix("embedder ") }
            }
            #expect(embedders[0] != nil && embedders[0] != embedders[1])
        }
    }

    @Test func aFileThatIsMissingIsNamed() throws {
        try StudyText.inFolder { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "questions.jsonl"))
            let problem = #expect(throws: (any Error).self) { _ = try planned(folder, StudyText.yaml(in: folder)) }
            let words = problem.map { "\($0)" }
            #expect(words == "\(folder.path)/questions.jsonl: there is no such file or folder, but the study names it")
        }
    }
}
