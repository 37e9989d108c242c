import DurableFiles
import Foundation
import Testing
import VectorSearch

@Suite struct GenerationWriterTests {
    private func rowsFile(_ generations: GenerationFolder, _ name: String = "shard-0-of-1.f32") -> URL {
        generations.folder.appending(path: "gen-0001.building").appending(path: name)
    }

    /// Writes five of nine rows in pieces of two, two and one, and lets go of the shard as a killed process does.
    private func beginAndDie(_ generations: GenerationFolder, step: Int = 100) throws {
        let writer = try begin(generations, 1, rows: 9, step: step)
        for piece in [[0, 1], [2, 3], [4]] { try writer.append(piece.flatMap { row($0, of: 1) }) }
    }

    private func expectWhole(_ generations: GenerationFolder) throws {
        let index = try generations.publish(number: 1).index
        #expect((0..<9).map(index.vector) == (0..<9).map { row($0, of: 1) })
        _ = try generations.open(number: 1, thoroughly: true)
        #expect(try visible(generations) == ["CURRENT", "gen-0001"])
    }

    @Test func aKilledBuildGoesOnAfterItsLastPiece() throws {
        try inScratchIndex { generations in
            try beginAndDie(generations)
            let writer = try begin(generations, 1, rows: 9)
            #expect(writer.rowsWritten == 5)
            try finish(writer)
            try expectWhole(generations)
        }
    }

    @Test func rowsThatAKillLeftAfterTheLastPieceAreCutOff() throws {
        try inScratchIndex { generations in
            try beginAndDie(generations)
            let file = rowsFile(generations)
            try (try Data(contentsOf: file) + Data([1, 2, 3, 4, 5])).write(to: file)
            let writer = try begin(generations, 1, rows: 9)
            #expect(writer.rowsWritten == 5)
            try finish(writer)
            try expectWhole(generations)
        }
    }

    @Test func aBuildFromAnotherStepBeginsAnew() throws {
        try inScratchIndex { generations in
            try beginAndDie(generations, step: 99)
            let writer = try begin(generations, 1, rows: 9)
            #expect(writer.rowsWritten == 0)
            try finish(writer)
            try expectWhole(generations)
        }
    }

    @Test(arguments: ["damaged rows", "short rows", "no rows", "damaged progress", "no progress"])
    func aBuildThatIsNotIntactBeginsAnew(_ damage: String) throws {
        try inScratchIndex { generations in
            try beginAndDie(generations)
            let file = rowsFile(generations)
            let progress = rowsFile(generations, "shard-0-of-1.json")
            var bytes = try Data(contentsOf: file)
            switch damage {
            case "damaged rows":
                bytes[11] ^= 4
                try bytes.write(to: file)
            case "short rows": try bytes.dropLast().write(to: file)
            case "no rows": try FileManager.default.removeItem(at: file)
            case "damaged progress": try Data("{\"rows\": 5".utf8).write(to: progress)
            default: try FileManager.default.removeItem(at: progress)
            }
            let writer = try begin(generations, 1, rows: 9)
            #expect(writer.rowsWritten == 0)
            try finish(writer)
            try expectWhole(generations)
        }
    }

    @Test func aKillBeforeThePointerIsSwappedIsMadeGoodByPublishingAgain() throws {
        try inScratchIndex { generations in
            try beginAndDie(generations)
            try finish(try begin(generations, 1, rows: 9))
            let building = generations.folder.appending(path: "gen-0001.building")
            let saved = generations.folder.appending(path: "saved")
            try FileManager.default.copyItem(at: building, to: saved)
            _ = try generations.publish(number: 1)
            try FileManager.default.removeItem(at: generations.folder.appending(path: "CURRENT"))
            try FileManager.default.moveItem(at: saved, to: building)

            let writer = try begin(generations, 1, rows: 9)
            #expect(writer.isComplete && writer.rowsWritten == 9)
            try writer.append([])
            try expectWhole(generations)
        }
    }

    @Test func aKillWhileJoiningLeavesNothingBehind() throws {
        try inScratchIndex { generations in
            try finish(try begin(generations, 1, rows: 9))
            let partial = generations.folder.appending(path: ".gen-0001.partial-1234")
            try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
            try Data([1]).write(to: partial.appending(path: "vectors.f32"))
            try expectWhole(generations)
            #expect(!FileManager.default.fileExists(atPath: partial.path))
        }
    }

    @Test func rowsThatChangeAfterTheyWereWrittenAreNotPublished() throws {
        try inScratchIndex { generations in
            try finish(try begin(generations, 1, rows: 9))
            var bytes = try Data(contentsOf: rowsFile(generations))
            bytes[50] ^= 1
            try bytes.write(to: rowsFile(generations))
            let error = #expect(throws: FileProblem.self) { try generations.publish(number: 1) }
            #expect(error?.path == rowsFile(generations).path)
            #expect(try generations.numbers().isEmpty)
            #expect(try generations.currentNumber() == nil)
        }
    }

    @Test func anIncompleteShardIsNamedWithWhatItLacks() throws {
        try inScratchIndex { generations in
            try beginAndDie(generations)
            let building = generations.folder.appending(path: "gen-0001.building").path
            #expect(
                throws: VectorIndexError.incompleteShard(folder: building, shard: 0, of: 1, rows: 5, expected: 9)
            ) { try generations.publish(number: 1) }
        }
    }

    @Test func oneWriterAtATimeHasAShard() throws {
        try inScratchIndex { generations in
            let writer = try begin(generations, 1, rows: 9)
            #expect(throws: VectorIndexError.busy(path: rowsFile(generations, "shard-0-of-1.lock").path)) {
                try begin(generations, 1, rows: 9)
            }
            try finish(writer)
        }
    }

    @Test func aPublishedNumberIsNotBuiltFromSomethingElse() throws {
        try inScratchIndex { generations in
            _ = try build(generations, 1, rows: 2)
            #expect(throws: VectorIndexError.alreadyPublished(folder: generations.folder.path, number: 1)) {
                try begin(generations, 1, rows: 3)
            }
            #expect(throws: VectorIndexError.noGeneration(folder: generations.folder.path, number: 2)) {
                try generations.publish(number: 2)
            }
        }
    }

    @Test func rowsThatDoNotFitAreRefusedAndTheShardStaysAsItWas() throws {
        try inScratchIndex { generations in
            let writer = try begin(generations, 1, rows: 2)
            #expect(throws: VectorIndexError.partialVector(values: 4, width: 3)) { try writer.append([1, 2, 3, 4]) }
            #expect(throws: VectorIndexError.notFinite(vector: 1)) { try writer.append([1, 2, 3, 4, .infinity, 6]) }
            #expect(throws: VectorIndexError.tooManyRows(shard: 0, of: 1, rows: 3, expected: 2)) {
                try writer.append(Array(repeating: 1, count: 9))
            }
            #expect(writer.rowsWritten == 0)
            try finish(writer)
            _ = try generations.publish(number: 1)
        }
    }

    @Test func impossibleNumbersAreRefused() throws {
        try inScratchIndex { generations in
            #expect(throws: VectorIndexError.unusable(field: "the shard", found: 2, expected: "0 to 1")) {
                try begin(generations, 1, rows: 1, shard: 2, of: 2)
            }
            #expect(throws: VectorIndexError.self) { try begin(generations, -1, rows: 1) }
            #expect(throws: VectorIndexError.self) { try begin(generations, 1, rows: -1) }
            #expect(throws: VectorIndexError.self) { try begin(generations, 1, rows: 1, of: 0) }
        }
    }

    @Test func aFullDiskIsAnErrorThatNamesTheFile() throws {
        try inScratchIndex { generations in
            let file = rowsFile(generations)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/dev/full")
            let writer = try begin(generations, 1, rows: 9)
            let error = #expect(throws: FileProblem.self) { try writer.append(row(0, of: 1)) }
            #expect(error?.path == file.path)
            #expect(error?.description.localizedCaseInsensitiveContains("no space left on device") == true)
            #expect(writer.rowsWritten == 0)
        }
    }

    @Test func aFileInPlaceOfTheFolderIsAnError() throws {
        try inScratchIndex { generations in
            try Data("not a folder".utf8).write(to: generations.folder)
            #expect(throws: FileProblem.self) { try begin(generations, 1, rows: 1) }
            #expect(throws: FileProblem.self) { try generations.numbers() }
        }
    }
}
