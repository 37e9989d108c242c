import Foundation
import Projects
import Testing

@Suite struct StageLedgerTests {
    private struct Stop: Error {}

    /// A folder that is removed when the closure returns.
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ledger \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// Runs a stage that writes its result, with a ledger read anew as after a kill; tells whether it ran.
    private func run(_ folder: URL, inputs: [String], fails: Bool = false) throws -> Bool {
        var ledger = StageLedger(file: folder.appending(path: "stages.json"))
        let result = folder.appending(path: "index")
        var ran = false
        try ledger.run("index", inputs: inputs, results: [result], report: { _ in }) {
            ran = true
            try Data(inputs.joined().utf8).write(to: result)
            if fails { throw Stop() }
        }
        return ran
    }

    @Test func aStageThatIsDoneIsSkipped() throws {
        try inScratchFolder { folder throws in
            #expect(try run(folder, inputs: ["corpus", "model"]))
            #expect(try !run(folder, inputs: ["corpus", "model"]))
        }
    }

    @Test func aFolderIsHeldByOneProcessAtATime() throws {
        try inScratchFolder { folder throws in
            let lock = try StageLedger.hold(folder)
            let problem = #expect(throws: StageProblem.self) { _ = try StageLedger.hold(folder) }
            #expect(problem?.description == "\(folder.path): another process works there; wait for it or end it")
            withExtendedLifetime(lock) {}
        }
        try inScratchFolder { folder throws in
            do { _ = try StageLedger.hold(folder) }
            _ = try StageLedger.hold(folder)
        }
    }

    @Test func otherInputsOrAMissingResultMakeItRunAgain() throws {
        try inScratchFolder { folder throws in
            #expect(try run(folder, inputs: ["corpus"]))
            #expect(try run(folder, inputs: ["another corpus"]))
            try FileManager.default.removeItem(at: folder.appending(path: "index"))
            #expect(try run(folder, inputs: ["another corpus"]))
        }
    }

    @Test func aStageThatFailedIsNotTakenForDone() throws {
        try inScratchFolder { folder throws in
            #expect(throws: Stop.self) { _ = try run(folder, inputs: ["corpus"], fails: true) }
            #expect(try run(folder, inputs: ["corpus"]))
        }
    }

    @Test func whatAnEndedStageLeftStaysOnlyForTheSameInputs() throws {
        try inScratchFolder { folder throws in
            let left = folder.appending(path: "index")
            func begin(_ inputs: [String]) throws -> Bool {
                var ledger = StageLedger(file: folder.appending(path: "stages.json"))
                var found = false
                try? ledger.run("index", inputs: inputs, results: [left], report: { _ in }) {
                    found = FileManager.default.fileExists(atPath: left.path)
                    try Data("half".utf8).write(to: left)
                    throw Stop()
                }
                return found
            }
            #expect(try !begin(["corpus"]))
            #expect(try begin(["corpus"]))
            #expect(try !begin(["another corpus"]))
        }
    }

    @Test func aDamagedLedgerCountsAsNone() throws {
        try inScratchFolder { folder throws in
            #expect(try run(folder, inputs: ["corpus"]))
            try Data("{\"index\": 7".utf8).write(to: folder.appending(path: "stages.json"))
            #expect(try run(folder, inputs: ["corpus"]))
        }
    }
}
