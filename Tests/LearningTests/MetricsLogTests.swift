import DurableFiles
import Foundation
import Learning
import Testing

@Suite struct MetricsLogTests {
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "metrics.jsonl"))
    }

    private func open(_ file: URL, stage: String = "pretrain", after step: Int = 0) throws -> MetricsLog {
        try MetricsLog(file, stage: stage, resumingAfter: step) { Date(timeIntervalSince1970: 1_000.5) }
    }

    private func content(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    @Test func eachStepIsALineOfJSONThatCanBeReadAtOnce() throws {
        try inScratchFolder { file in
            let log = try open(file)
            try log.append(step: 1, stage: "pretrain", [("loss", 2.5), ("null \"share\"", 0.25)])
            #expect(
                try content(file)
                    == #"{"step":1,"stage":"pretrain","time":1000.5,"loss":2.5,"null \"share\"":0.25}"# + "\n")
            try log.append(step: 2, stage: "pretrain", [("loss", .nan)])
            try log.flush()
            let lines = try MetricsLog.lines(of: file)
            #expect(lines.map(\.step) == [1, 2])
            #expect(lines.map(\.values) == [["loss": 2.5, "null \"share\"": 0.25], [:]])
        }
    }

    @Test func aContinuedRunsLogIsThatOfAnUninterruptedOne() throws {
        func run(_ steps: ClosedRange<Int>, _ log: MetricsLog) throws {
            for step in steps { try log.append(step: step, stage: "pretrain", [("loss", 1 / Double(step))]) }
        }
        try inScratchFolder { file in
            try open(file, stage: "warmstart").append(step: 900, stage: "warmstart", [("loss", 4)])
            try run(1...30, try open(file))
            let whole = try content(file)
            try FileManager.default.removeItem(at: file)

            try open(file, stage: "warmstart").append(step: 900, stage: "warmstart", [("loss", 4)])
            try run(1...25, try open(file))
            // The process is killed while it writes a line, and goes on from the checkpoint of step 20.
            try Data((try content(file) + #"{"step":26,"sta"#).utf8).write(to: file)
            try run(21...30, try open(file, after: 20))
            #expect(try content(file) == whole)
        }
    }

    @Test func aStageThatStartsAnewForgetsItsLinesAndNoOthers() throws {
        try inScratchFolder { file in
            let log = try open(file)
            try log.append(step: 1, stage: "warmstart", [("loss", 3)])
            try log.append(step: 1, stage: "pretrain", [("loss", 2)])
            _ = try open(file)
            #expect(try MetricsLog.lines(of: file).map(\.stage) == ["warmstart"])
        }
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        let file = URL(filePath: "/nowhere/metrics.jsonl")
        let problem = #expect(throws: FileProblem.self) { try open(file) }
        #expect(problem?.path == file.path)
    }
}
