import DurableFiles
import Foundation
import Testing
import VectorSearch

@Suite struct GenerationRewindTests {
    private func index(_ numbers: ClosedRange<Int>) throws -> GenerationFolder {
        let folder = GenerationFolder(
            FileManager.default.temporaryDirectory.appending(path: "rewind \(UUID().uuidString)"))
        for number in numbers { try publish(folder, number) }
        return folder
    }

    private func begin(
        _ folder: GenerationFolder, _ number: Int, step: Int, shard: Int = 0, of shards: Int = 1
    ) throws -> GenerationWriter {
        try folder.begin(
            number: number, count: 2, width: 1, corpus: Fingerprint(of: "corpus"), model: Fingerprint(of: "\(step)"),
            step: step, shard: shard, of: shards)
    }

    private func publish(_ folder: GenerationFolder, _ number: Int) throws {
        try begin(folder, number, step: number).append([Float(number), 0])
        _ = try folder.publish(number: number, keeping: 9)
    }

    @Test func laterGenerationsGoAndCanBeMadeAgain() throws {
        let folder = try index(1...4)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        try folder.rewind(to: 2, step: 2)
        #expect(try folder.numbers() == [1, 2])
        #expect(try folder.current()?.index.vector(0) == [2])
        try folder.rewind(to: 2, step: 2)
        try publish(folder, 3)
        #expect(try folder.currentNumber() == 3)
    }

    @Test func aGenerationThatIsNotThereChangesNothing() throws {
        let folder = try index(2...3)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        #expect(throws: VectorIndexError.noGeneration(folder: folder.folder.path, number: 1)) {
            try folder.rewind(to: 1, step: 9)
        }
        #expect(try folder.numbers() == [2, 3])
        #expect(try folder.currentNumber() == 3)
    }

    @Test func whatWasBegunWithLaterWeightsIsForgotten() throws {
        let folder = try index(1...2)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        // Half of one split, all of a shard of another.
        try begin(folder, 3, step: 7).append([7])
        try begin(folder, 3, step: 5, shard: 0, of: 2).append([5])
        try begin(folder, 3, step: 7, shard: 1, of: 2).append([7])
        #expect(folder.begun(number: 3)?.step == 7 && folder.begun(number: 3, of: 2)?.step == 7)
        try folder.rewind(to: 2, step: 5)
        #expect(folder.begun(number: 3) == nil)
        // Those of the step itself can be gone on with.
        #expect(folder.begun(number: 3, of: 2)?.step == 5)
        #expect(try begin(folder, 3, step: 5, shard: 0, of: 2).isComplete)
        #expect(try begin(folder, 3, step: 5, shard: 1, of: 2).rowsWritten == 0)
    }

    @Test func aShardThatIsBeingWrittenIsLeftToItsWriter() throws {
        let folder = try index(1...2)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        let writer = try begin(folder, 3, step: 7)
        try writer.append([7])
        try folder.rewind(to: 2, step: 5)
        #expect(folder.begun(number: 3)?.step == 7)
        try writer.append([8])
        #expect(writer.isComplete)
    }
}
