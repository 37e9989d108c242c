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

    private func publish(_ folder: GenerationFolder, _ number: Int) throws {
        let writer = try folder.begin(
            number: number, count: 2, width: 1, corpus: Fingerprint(of: "corpus"), model: Fingerprint(of: "\(number)"),
            step: number)
        try writer.append([Float(number), 0])
        _ = try folder.publish(number: number, keeping: 9)
    }

    @Test func laterGenerationsGoAndCanBeMadeAgain() throws {
        let folder = try index(1...4)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        try folder.rewind(to: 2)
        #expect(try folder.numbers() == [1, 2])
        #expect(try folder.current()?.index.vector(0) == [2])
        try folder.rewind(to: 2)
        try publish(folder, 3)
        #expect(try folder.currentNumber() == 3)
    }

    @Test func aGenerationThatIsNotThereChangesNothing() throws {
        let folder = try index(2...3)
        defer { try? FileManager.default.removeItem(at: folder.folder) }
        #expect(throws: VectorIndexError.noGeneration(folder: folder.folder.path, number: 1)) {
            try folder.rewind(to: 1)
        }
        #expect(try folder.numbers() == [2, 3])
        #expect(try folder.currentNumber() == 3)
    }
}
