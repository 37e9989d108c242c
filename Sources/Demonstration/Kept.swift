import Projects
import DurableFiles
import Foundation
import Tensors

extension Demonstration {
    /// The result of a stage that measures: computed once, kept in a file, read from it when the stage is done.
    func kept<Result: Codable>(
        _ stage: String, inputs: [String], file name: String, _ measure: () throws -> Result
    ) throws -> Result {
        let file = folders.output.appending(path: name)
        var measured: Result?
        try ledger.run(stage, inputs: inputs, results: [file], report: say) {
            let result = try measure()
            // What comes next runs in processes of its own, beside this one.
            Engine.releaseFreedMemory()
            try DurableFile.write(Self.json(result), to: file)
            measured = result
        }
        if let measured { return measured }
        do { return try JSONDecoder().decode(Result.self, from: Data(contentsOf: file)) } catch {
            throw FileProblem(file, "is damaged; remove it and run the same command again")
        }
    }

    /// Readable JSON with its keys in order.
    static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
