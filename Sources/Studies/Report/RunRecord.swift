import DurableFiles
import Foundation
import Learning
import Tensors

/// What a run that is whole leaves for the report: every measurement, in one small file.
///
/// The rest of the run is needed no more. A study whose runs were made on several machines is put together by copying these
/// files.
struct RunRecord: Codable, Equatable {
    private static let version = 1

    private let formatVersion: Int
    /// Names everything that the run was made from.
    let fingerprint: Fingerprint
    /// Of which machine `seconds` are.
    let machine: String
    /// What the run took in pre-training, in fine-tuning, and in all of its own tasks.
    let seconds: [String: Double]
    /// Of the retriever that pre-training starts from.
    let start: Measurements
    /// At steps of pre-training, in the order of `StudyDeclaration.curve`.
    let between: [Measurements]
    /// Of the pre-trained retriever, and of the answers after fine-tuning.
    let end: Measurements

    /// Reads what the tasks of a run have measured, all of which are done.
    init(_ run: StudyTask.RunName, _ plan: StudyPlan, _ ledger: StudyLedger) throws {
        let declaration = plan.declaration
        let arm = try plan.arm(of: run)
        let sets = declaration.retrieval.map(\.name)
        let steps = try declaration.configuration(of: arm).pretrain.steps
        var end = try Measurements(retrieval: plan.end(of: run), sets: sets)
        try end.add(answers: plan.answers(of: run))
        formatVersion = Self.version
        fingerprint = plan.fingerprint(of: run)
        machine = Self.thisMachine
        seconds = plan.seconds(of: run, ledger)
        start = try Measurements(retrieval: plan.start(of: arm, run.seed), sets: Array(sets.prefix(1)))
        between = try declaration.curve.filter { $0 < steps }
            .map { try Measurements(retrieval: plan.at($0, of: run), sets: Array(sets.prefix(1))) }
        self.end = end
    }

    /// The record of a run, if there is one that was made from the same things.
    static func read(_ run: StudyTask.RunName, of plan: StudyPlan) -> RunRecord? {
        guard let data = try? Data(contentsOf: plan.record(of: run)),
            let record = try? JSONDecoder().decode(RunRecord.self, from: data),
            record.formatVersion == version, record.fingerprint == plan.fingerprint(of: run)
        else { return nil }
        return record
    }

    func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(encoder.encode(self) + Data("\n".utf8), to: file)
    }

    /// Cores, and the instructions that decide how fast they are.
    private static var thisMachine: String {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return (["\(cores) processor core\(cores == 1 ? "" : "s")"] + Engine.cpuFlags).joined(separator: " ")
    }
}
