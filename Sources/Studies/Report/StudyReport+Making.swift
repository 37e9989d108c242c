import Evaluation
import Foundation
import Learning

extension StudyReport {
    /// Reads what the tasks that are done have measured; a run counts once all of its tasks are done.
    package init(_ plan: StudyPlan, _ ledger: StudyLedger, source: String) throws {
        let declaration = plan.declaration
        let done = plan.tasks.filter(ledger.isDone)
        let unfinished = Set(plan.tasks.filter { !ledger.isDone($0) }.compactMap(\.run))
        var runs: [StudyTask.RunName: Measurements] = [:]
        for arm in declaration.arms {
            for seed in declaration.seeds {
                let run = StudyTask.RunName(arm: arm.name, seed: seed)
                guard !unfinished.contains(run) else { continue }
                var measured = try Measurements(
                    retrieval: plan.end(of: run), sets: declaration.retrieval.map(\.name))
                try measured.add(answers: plan.answers(of: run))
                runs[run] = measured
            }
        }
        let measures = Measure.all(of: declaration)
        name = declaration.name
        seeds = declaration.seeds
        self.measures = measures
        arms = try declaration.arms.map { arm in
            try Self.arm(arm, plan, ledger, measures, runs)
        }
        secondsOfAllTasks = done.compactMap { ledger.entries[$0.name]?.seconds }.reduce(0, +)
        tasksDone = done.count
        tasks = plan.tasks.count
        processors = ProcessInfo.processInfo.activeProcessorCount
        atOnce = declaration.atOnce
        self.source = source
        resolved = try declaration.configuration(of: declaration.reference).yaml
    }

    private static func arm(
        _ arm: StudyDeclaration.Arm, _ plan: StudyPlan, _ ledger: StudyLedger, _ measures: [Measure],
        _ runs: [StudyTask.RunName: Measurements]
    ) throws -> Arm {
        let reference = plan.declaration.reference
        func run(_ arm: StudyDeclaration.Arm, _ seed: UInt64) -> StudyTask.RunName { .init(arm: arm.name, seed: seed) }
        let seeds = plan.declaration.seeds.filter { runs[run(arm, $0)] != nil }
        var figures: [String: Figure] = [:]
        var differences: [String: Difference] = [:]
        for measure in measures {
            let own = seeds.compactMap { runs[run(arm, $0)]?.values[measure] }
            figures[measure.name] = figure(own)
            guard arm != reference else { continue }
            let pairs = seeds.compactMap { seed -> (own: [Double], other: [Double])? in
                guard let own = runs[run(arm, seed)]?.values[measure],
                    let other = runs[run(reference, seed)]?.values[measure], own.count == other.count
                else { return nil }
                return (own, other)
            }
            differences[measure.name] = difference(pairs)
        }
        return Arm(
            name: arm.name, about: arm.about, settings: arm.settings.map(\.description), seeds: seeds, figures: figures,
            differences: differences, seconds: seconds(seeds.map { run(arm, $0) }, plan, ledger),
            curves: try curves(arm, seeds, plan, runs))
    }

    private static func figure(_ runs: [[Double]]) -> Figure? {
        guard let count = runs.first?.count, count > 0 else { return nil }
        let means = runs.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        let over = SampleMean(means, resamples: 0)
        return Figure(questions: count, runs: means, mean: over.mean, standardError: over.standardError)
    }

    /// - Parameter pairs: for each seed, the values of the arm and of the one it is held against.
    package static func difference(_ pairs: [(own: [Double], other: [Double])]) -> Difference? {
        guard let count = pairs.first?.own.count, count > 0,
            pairs.allSatisfy({ $0.own.count == count && $0.other.count == count })
        else { return nil }
        func average(_ runs: [[Double]]) -> [Double] {
            (0..<count).map { place in runs.reduce(0) { $0 + $1[place] } / Double(runs.count) }
        }
        let runs = pairs.map { pair in zip(pair.own, pair.other).reduce(0) { $0 + $1.0 - $1.1 } / Double(count) }
        return Difference(
            questions: PairedDifference(before: average(pairs.map(\.other)), after: average(pairs.map(\.own))),
            runs: runs, seedError: SampleMean(runs, resamples: 0).standardError)
    }

    private static func seconds(
        _ runs: [StudyTask.RunName], _ plan: StudyPlan, _ ledger: StudyLedger
    ) -> [String: Double] {
        guard !runs.isEmpty else { return [:] }
        var seconds: [String: Double] = [:]
        for task in plan.tasks {
            guard let run = task.run, runs.contains(run), let entry = ledger.entries[task.name] else { continue }
            let share = entry.seconds / Double(runs.count)
            seconds["all", default: 0] += share
            for stage in ["pre-training", "fine-tuning"] where task.name.hasSuffix(": \(stage)") {
                seconds[stage, default: 0] += share
            }
        }
        return seconds
    }

    /// From what pre-training started from, over the steps in between, to its end.
    private static func curves(
        _ arm: StudyDeclaration.Arm, _ seeds: [UInt64], _ plan: StudyPlan, _ runs: [StudyTask.RunName: Measurements]
    ) throws -> [String: [CurvePoint]] {
        guard !seeds.isEmpty else { return [:] }
        let sets = plan.declaration.retrieval.prefix(1).map(\.name)
        let steps = try plan.declaration.configuration(of: arm).pretrain.steps
        var points: [(step: Int, measured: [Measurements])] = [
            (0, [try Measurements(retrieval: plan.start(of: arm), sets: sets)])
        ]
        for step in plan.declaration.curve where step < steps {
            let measured = try seeds.map {
                try Measurements(retrieval: plan.at(step, of: .init(arm: arm.name, seed: $0)), sets: sets)
            }
            points.append((step, measured))
        }
        if steps > 0 { points.append((steps, seeds.compactMap { runs[.init(arm: arm.name, seed: $0)] })) }
        var curves: [String: [CurvePoint]] = [:]
        for measure in curveMeasures(plan.declaration) {
            for (step, measured) in points {
                let means = measured.compactMap { $0.mean(measure) }
                guard !means.isEmpty else { continue }
                let value = means.reduce(0, +) / Double(means.count)
                curves[measure.name, default: []].append(CurvePoint(step: step, value: value))
            }
        }
        return curves
    }

    private static func curveMeasures(_ declaration: StudyDeclaration) -> [Measure] {
        [.utility] + declaration.retrieval.prefix(1).map { .recall($0.name, at: 5) } + [.recall(Measure.spans, at: 5)]
    }
}
