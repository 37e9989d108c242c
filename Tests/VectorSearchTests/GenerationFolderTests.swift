import DurableFiles
import Foundation
import Testing
import VectorSearch

@Suite struct GenerationFolderTests {
    @Test func aPublishedGenerationIsTheOneReadersOpen() throws {
        try inScratchIndex { generations in
            #expect(try generations.currentNumber() == nil)
            #expect(try generations.current()?.manifest == nil)
            #expect(try generations.nextNumber() == 1)
            let published = try build(generations, 1, rows: 5)
            let current = try #require(try generations.current())
            #expect(current.manifest == published.manifest)
            #expect(current.manifest.step == 100)
            #expect(current.index.count == 5 && current.index.width == 3)
            #expect(current.index.vector(4) == row(4, of: 1))
            #expect(try generations.nextNumber() == 2)
            _ = try generations.open(number: 1, thoroughly: true)
        }
    }

    @Test(arguments: [0, 1]) func anEmptyIndexAndOneRowWork(_ rows: Int) throws {
        try inScratchIndex { generations in
            let index = try build(generations, 1, rows: rows).index
            #expect(try index.search([1, 0, 0], count: 5)[0].count == rows)
        }
    }

    @Test func shardsInAnyOrderJoinToTheSameMatrix() throws {
        try inScratchIndex { generations in
            for shard in [2, 0, 1] {
                let writer = try begin(generations, 1, rows: 10, shard: shard, of: 3)
                for id in writer.rows { try writer.append(row(id, of: 1)) }
                guard shard != 1 else { continue }
                #expect(throws: VectorIndexError.self) { try generations.publish(number: 1, shards: 3) }
            }
            let index = try generations.publish(number: 1, shards: 3).index
            #expect((0..<10).map(index.vector) == (0..<10).map { row($0, of: 1) })
        }
    }

    @Test func aShardOfOlderWeightsThanTheOthersCountsForNothing() throws {
        try inScratchIndex { generations in
            try finish(try begin(generations, 1, rows: 10, step: 100, shard: 0, of: 2))
            try finish(try begin(generations, 1, rows: 10, step: 200, shard: 1, of: 2))
            let building = generations.folder.appending(path: "gen-0001.building").path
            #expect(
                throws: VectorIndexError.incompleteShard(folder: building, shard: 0, of: 2, rows: 0, expected: 5)
            ) { try generations.publish(number: 1, shards: 2) }
            try finish(try begin(generations, 1, rows: 10, step: 200, shard: 0, of: 2))
            #expect(try generations.publish(number: 1, shards: 2).manifest.step == 200)
        }
    }

    /// Vectors of blocks that were cut at another length are of other texts.
    @Test func rowsOfBlocksCutAtAnotherLengthAreNotKept() throws {
        try inScratchIndex { generations in
            try begin(generations, 1, rows: 4, documentTokens: 128).append(row(0, of: 1))
            #expect(try begin(generations, 1, rows: 4, documentTokens: 128).rowsWritten == 1)
            let writer = try begin(generations, 1, rows: 4, documentTokens: 288)
            #expect(writer.rowsWritten == 0)
            try finish(writer)
            let manifest = try generations.publish(number: 1).manifest
            #expect(manifest.isOf(documentTokens: 288) && !manifest.isOf(documentTokens: 128))
            #expect(throws: VectorIndexError.alreadyPublished(folder: generations.folder.path, number: 1)) {
                try begin(generations, 1, rows: 4, documentTokens: 128)
            }
        }
    }

    /// Manifests of earlier versions do not tell the length.
    @Test func anUnknownLengthFitsEveryLength() throws {
        try inScratchIndex { generations in
            try begin(generations, 1, rows: 4).append(row(0, of: 1))
            let writer = try begin(generations, 1, rows: 4, documentTokens: 128)
            #expect(writer.rowsWritten == 1)
            try finish(writer)
            _ = try generations.publish(number: 1)
            #expect(try begin(generations, 1, rows: 4, documentTokens: 64).isComplete)
        }
    }

    @Test func theLastGenerationsAreKeptAndTheRestRemoved() throws {
        try inScratchIndex { generations in
            for number in 1...6 { _ = try build(generations, number, rows: 2) }
            #expect(try generations.numbers() == [4, 5, 6])
            #expect(try visible(generations) == ["CURRENT", "gen-0004", "gen-0005", "gen-0006"])
        }
    }

    @Test func thePointerNeverMovesBackNorIsItsTargetRemoved() throws {
        try inScratchIndex { generations in
            _ = try build(generations, 5, rows: 2)
            _ = try build(generations, 3, rows: 2)
            #expect(try generations.currentNumber() == 5)
            _ = try build(generations, 6, rows: 2, keeping: 1)
            #expect(try generations.numbers() == [6])
        }
    }

    @Test func aReaderKeepsItsGenerationAfterItsFolderIsGone() throws {
        try inScratchIndex { generations in
            let first = try build(generations, 1, rows: 2000)
            _ = try build(generations, 2, rows: 2000, keeping: 1)
            #expect(throws: VectorIndexError.noGeneration(folder: generations.folder.path, number: 1)) {
                try generations.open(number: 1)
            }
            #expect(first.index.vector(1999) == row(1999, of: 1))
        }
    }

    @Test func readersFindWholeGenerationsWhileAHundredAreSwapped() async throws {
        let folder = scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let generations = GenerationFolder(folder)
        _ = try build(generations, 1, rows: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 2...100 { _ = try build(generations, number, rows: 4, keeping: 1) }
            }
            for _ in 0..<2 {
                group.addTask {
                    var last = 0
                    while last < 100 {
                        let generation = try #require(try generations.current())
                        let number = generation.manifest.number
                        #expect(number >= last)
                        #expect(generation.index.vector(3) == row(3, of: number))
                        last = number
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func anIndexOfAnotherCorpusOrModelIsRefusedWithBoth() throws {
        try inScratchIndex { generations in
            let generation = try build(generations, 1, rows: 1)
            try generation.check(corpus: corpus, model: model)
            let other = Fingerprint(of: "other")
            #expect(
                throws: VectorIndexError.otherCorpus(folder: generation.folder.path, index: corpus, expected: other)
            ) { try generation.check(corpus: other) }
            let error = #expect(throws: VectorIndexError.self) { try generation.check(corpus: corpus, model: other) }
            #expect(
                error?.description == """
                    \(generation.folder.path): the index was made by another model (fingerprint \(model), not \(other)); \
                    build it again with this model, or open the model it was made by
                    """)
        }
    }

    @Test func damageIsFoundAndNamed() throws {
        try inScratchIndex { generations in
            let folder = try build(generations, 1, rows: 4).folder
            let vectors = folder.appending(path: "vectors.f32")
            let whole = try Data(contentsOf: vectors)

            var changed = whole
            changed[7] ^= 1
            try changed.write(to: vectors)
            _ = try generations.open(number: 1)
            let error = #expect(throws: FileProblem.self) { try generations.open(number: 1, thoroughly: true) }
            #expect(error?.path == vectors.path)

            try whole.dropLast().write(to: vectors)
            #expect(throws: FileProblem.self) { try generations.current() }
            try FileManager.default.removeItem(at: vectors)
            #expect(throws: FileProblem.self) { try generations.current() }
        }
    }

    @Test func aManifestOfAnotherVersionIsRefusedByField() throws {
        try inScratchIndex { generations in
            let folder = try build(generations, 1, rows: 1).folder
            let file = folder.appending(path: "manifest.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            for (field, old, new) in [
                ("formatVersion", "\"formatVersion\" : 1", "\"formatVersion\" : 2"),
                ("elementType", "float32", "float16"), ("width", "\"width\" : 3", "\"width\" : 0"),
                ("count", "\"count\" : 1", "\"count\" : 9223372036854775807"),
            ] {
                try text.replacing(old, with: new).write(to: file, atomically: false, encoding: .utf8)
                let error = #expect(throws: VectorIndexError.self) { try IndexManifest(of: folder) }
                #expect(error?.description.contains("manifest.json has \(field) ") == true)
            }
            try "[]".write(to: file, atomically: false, encoding: .utf8)
            let problem = #expect(throws: FileProblem.self) { try IndexManifest(of: folder) }
            #expect(
                problem?.reason == "is not the manifest of an index: it is not an object; build the index again")
        }
    }

    @Test func aDamagedPointerIsAnErrorAndTheNextPublicationMendsIt() throws {
        try inScratchIndex { generations in
            _ = try build(generations, 1, rows: 1)
            let pointer = generations.folder.appending(path: "CURRENT")
            for damage in ["", "gen-0009", "../elsewhere", "."] {
                try Data(damage.utf8).write(to: pointer)
                #expect(throws: FileProblem.self) { try generations.current() }
            }
            #expect(try generations.publish(number: 1).manifest.number == 1)
            #expect(try generations.currentNumber() == 1)
        }
    }
}
