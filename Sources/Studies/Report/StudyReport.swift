public import Evaluation
import DurableFiles
import Foundation

/// What a study found, as far as it has come; `report.json` holds it as it is, `report.md` for people.
public struct StudyReport: Codable, Equatable, Sendable {
    /// A mean over the seeds of an arm.
    public struct Figure: Codable, Equatable, Sendable {
        /// Questions or sentences that each run was measured on.
        public let questions: Int
        /// The mean of each run, in the order of the seeds.
        public let runs: [Double]
        public let mean: Double
        /// The standard deviation of that mean over seeds; 0 with a single one.
        public let standardError: Double
    }

    /// An arm minus the one that it is held against, run by run with equal seeds and question by question.
    public struct Difference: Codable, Equatable, Sendable {
        /// Over questions, each averaged over the seeds first: it says what other questions might change.
        public let questions: PairedDifference
        /// The difference of each pair of runs.
        public let runs: [Double]
        /// The standard deviation of their mean: what other seeds might change; 0 with a single pair.
        public let seedError: Double

        /// Whether the difference is told apart from noise: p < 0.05 over questions, and one sign for all seeds.
        public var isClear: Bool {
            questions.pValue < 0.05 && (runs.allSatisfy { $0 > 0 } || runs.allSatisfy { $0 < 0 })
        }
    }

    public struct Arm: Codable, Equatable, Sendable {
        public let name: String
        public let about: String
        /// What differs from the study's settings, as `--set` takes it.
        public let settings: [String]
        /// Seeds of the runs that are whole.
        public let seeds: [UInt64]
        /// By name of the measure.
        public let figures: [String: Figure]
        /// By name of the measure; empty for the arm that the others are held against.
        public let differences: [String: Difference]
        /// The mean seconds of a run in pre-training, in fine-tuning, and in all of its own tasks.
        public let seconds: [String: Double]
        /// Means over seeds at steps of pre-training, by name of the measure.
        public let curves: [String: [CurvePoint]]
    }

    /// Two arms of which neither is the one that all are held against.
    public struct Pair: Codable, Equatable, Sendable {
        public let arm: String
        public let other: String
        /// The first minus the second, by name of the measure.
        public let differences: [String: Difference]
    }

    public struct CurvePoint: Codable, Equatable, Sendable {
        public let step: Int
        public let value: Double
    }

    public let name: String
    public let seeds: [UInt64]
    public let measures: [Measure]
    public let arms: [Arm]
    /// As the study's file asks for them.
    public let pairs: [Pair]
    /// What the seconds of all tasks that were done, shared ones among them, add up to; they ran side by side.
    public let secondsOfAllTasks: Double
    /// Each machine that runs were made on: its cores and the instructions that decide how fast they are.
    public let machines: [String]
    public let tasksDone: Int
    public let tasks: Int
    public let atOnce: Int
    /// The study's file, word by word.
    public let source: String
    /// Every setting of the first arm, as resolved.
    public let resolved: String

    /// Writes the three files, each whole or not at all.
    package func write(to folders: StudyFolders) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(encoder.encode(self) + Data("\n".utf8), to: folders.json)
        try DurableFile.write(Data(StudyCurves(self).svg.utf8), to: folders.curves)
        try DurableFile.write(Data(markdown.utf8), to: folders.markdown)
    }
}
