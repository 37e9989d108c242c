import Evaluation
import Foundation
import Learning

extension StudyReport {
    /// - Parameters:
    ///   - records: of the runs that are whole; the others do not count.
    ///   - tasksDone: how many tasks need not be done any more.
    ///   - sharedSeconds: what tasks took that belong to no run.
    init(
        _ plan: StudyPlan, _ records: [StudyTask.RunName: RunRecord], tasksDone: Int, sharedSeconds: Double,
        source: String
    ) throws {
        let declaration = plan.declaration
        let measures = Measure.all(of: declaration)
        name = declaration.name
        seeds = declaration.seeds
        self.measures = measures
        let values = records.mapValues(\.end.values)
        arms = try declaration.arms.map { try Self.arm($0, plan, measures, records, values) }
        pairs = declaration.pairs.map { pair in
            Pair(
                arm: pair.arm, other: pair.other,
                differences: Self.differences(pair.arm, pair.other, declaration.seeds, measures, values))
        }
        // In the order of the runs: sums in another order differ in their last digits.
        secondsOfAllTasks = plan.runs.reduce(sharedSeconds) { $0 + (records[$1]?.seconds["all"] ?? 0) }
        machines = Set(records.values.map(\.machine)).sorted()
        self.tasksDone = tasksDone
        tasks = plan.tasks.count
        atOnce = declaration.atOnce
        self.source = source
        resolved = try declaration.configuration(of: declaration.reference).yaml
    }

    private static func arm(
        _ arm: StudyDeclaration.Arm, _ plan: StudyPlan, _ measures: [Measure],
        _ records: [StudyTask.RunName: RunRecord], _ values: [StudyTask.RunName: [Measure: [Double]]]
    ) throws -> Arm {
        let seeds = plan.declaration.seeds.filter { records[.init(arm: arm.name, seed: $0)] != nil }
        var figures: [String: Figure] = [:]
        for measure in measures {
            figures[measure.name] = figure(seeds.compactMap { values[.init(arm: arm.name, seed: $0)]?[measure] })
        }
        let reference = plan.declaration.reference.name
        let differences =
            arm.name == reference ? [:] : differences(arm.name, reference, seeds, measures, values)
        let whole = seeds.compactMap { records[.init(arm: arm.name, seed: $0)] }
        return Arm(
            name: arm.name, about: arm.about, settings: arm.settings.map(\.description), seeds: seeds, figures: figures,
            differences: differences, seconds: seconds(whole), curves: try curves(arm, whole, plan.declaration))
    }

    /// One arm minus another, of those seeds with which both are whole.
    private static func differences(
        _ arm: String, _ other: String, _ seeds: [UInt64], _ measures: [Measure],
        _ values: [StudyTask.RunName: [Measure: [Double]]]
    ) -> [String: Difference] {
        var differences: [String: Difference] = [:]
        for measure in measures {
            let pairs = seeds.compactMap { seed -> (own: [Double], other: [Double])? in
                guard let own = values[.init(arm: arm, seed: seed)]?[measure],
                    let other = values[.init(arm: other, seed: seed)]?[measure], own.count == other.count
                else { return nil }
                return (own, other)
            }
            differences[measure.name] = difference(pairs)
        }
        return differences
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

    /// Means over the runs.
    private static func seconds(_ runs: [RunRecord]) -> [String: Double] {
        var sums: [String: Double] = [:]
        for run in runs { sums.merge(run.seconds, uniquingKeysWith: +) }
        return sums.mapValues { $0 / Double(runs.count) }
    }

    /// From what pre-training started from, over the steps in between, to its end.
    private static func curves(
        _ arm: StudyDeclaration.Arm, _ runs: [RunRecord], _ declaration: StudyDeclaration
    ) throws -> [String: [CurvePoint]] {
        let steps = try declaration.configuration(of: arm).pretrain.steps
        var points = [(step: 0, measured: runs.map(\.start))]
        for (place, step) in declaration.curve.filter({ $0 < steps }).enumerated() {
            points.append((step, runs.compactMap { $0.between.indices.contains(place) ? $0.between[place] : nil }))
        }
        if steps > 0 { points.append((steps, runs.map(\.end))) }
        var curves: [String: [CurvePoint]] = [:]
        for measure in curveMeasures(declaration) {
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
