import Corpora
import DurableFiles
import Foundation
import Randomness
import Testing
import Wordpieces

@Suite struct BlockStoreTests {
    private let folder: TemporaryFolder
    private let store: URL

    init() throws {
        folder = try TemporaryFolder()
        store = folder.url.appending(path: "corpus")
        let file = try folder.write(try Samples.jsonl(Samples.documents), to: "corpus.jsonl")
        _ = try BlockStoreBuilder.build(
            from: [try DocumentReader(file)], tokenizer: try Samples.tokenizer(),
            options: BlockOptions(blockTokens: 128), to: store)
    }

    @Test func everyBlockIsAsItWasBuilt() throws {
        let tokenizer = try Samples.tokenizer()
        let opened = try BlockStore(opening: store, thoroughly: true)
        let builder = BlockBuilder(tokenizer: tokenizer, blockTokens: 128)
        let kept = Samples.documents.map { ($0, builder.blocks(of: $0)) }.filter { !$0.1.isEmpty }
        #expect(opened.documentCount == 3 && kept.count == 3)
        #expect(opened.blockTokens == 128 && opened.vocabularyFingerprint == tokenizer.vocabulary.fingerprint)
        var block = 0
        for (document, (source, blocks)) in kept.enumerated() {
            #expect(opened.blocks(ofDocument: document) == block..<(block + blocks.count))
            #expect(opened.title(ofDocument: document) == source.title)
            #expect(opened.documentId(ofDocument: document) == source.id ?? String(document))
            for built in blocks {
                #expect(opened.text(of: block) == built.text && opened.title(of: block) == built.title)
                #expect(opened.tokens(of: block) == built.tokens && opened.titleTokens(of: block) == built.titleTokens)
                #expect(opened.tokenCount(of: block) == built.tokens.count)
                #expect(opened.tokenRanges(of: block) == built.tokenRanges)
                #expect(opened.sentences(of: block) == built.sentences)
                #expect(opened.document(of: block) == document)
                #expect(opened.documentId(of: block) == opened.documentId(ofDocument: document))
                #expect(opened.identity(of: block) == BlockIdentity(title: built.title, text: built.text))
                block += 1
            }
        }
        #expect(opened.count == block && block > 4)
    }

    @Test func theFingerprintFollowsTheContentAndTheSettings() throws {
        func fingerprint(_ documents: [Document], _ blockTokens: Int) throws -> Fingerprint {
            let file = try folder.write(try Samples.jsonl(documents), to: "other.jsonl")
            return try BlockStoreBuilder.build(
                from: [try DocumentReader(file)], tokenizer: try Samples.tokenizer(),
                options: BlockOptions(blockTokens: blockTokens), to: folder.url.appending(path: "other")
            ).fingerprint
        }
        let here = try BlockStore(opening: store).fingerprint
        #expect(try fingerprint(Samples.documents, 128) == here)
        #expect(try fingerprint(Samples.documents, 129) != here)
        #expect(try fingerprint(Samples.documents.dropLast(), 128) != here)
        var retitled = Samples.documents
        retitled[0].title += "!"
        #expect(try fingerprint(retitled, 128) != here)
    }

    @Test func whatIsNoStoreIsRefusedWithTheReason() throws {
        #expect(
            try reason { _ in try FileManager.default.removeItem(at: store) }
                == "cannot be read: no such file or folder")
    }

    @Test func aCutOffFileIsNamed() throws {
        let reason = try reason { _ in
            let file = store.appending(path: "tokens.u16")
            try Data(contentsOf: file).dropLast(2).write(to: file)
        }
        #expect(reason.contains("bytes where"))
    }

    @Test func anotherFormatOrVersionIsRefused() throws {
        let file = store.appending(path: "manifest.json")
        let manifest = try String(contentsOf: file, encoding: .utf8)
        try manifest.replacing("\"version\" : 1", with: "\"version\" : 9").write(
            to: file, atomically: true, encoding: .utf8)
        #expect(
            try reason { _ in } == "is of version 9 where this program reads version 1; build the corpus again")
        try manifest.replacing("block store", with: "soup").write(to: file, atomically: true, encoding: .utf8)
        #expect(
            try reason { _ in }
                == "is not the manifest of a block store; name a folder that `corpus build` made")
    }

    @Test func aChangedByteIsFoundWhenLookedForThoroughly() throws {
        let file = store.appending(path: "text")
        var text = try Data(contentsOf: file)
        text[3] ^= 1
        try text.write(to: file)
        _ = try BlockStore(opening: store)
        #expect(throws: FileProblem.self) { try BlockStore(opening: store, thoroughly: true) }
    }

    @Test func damagedFilesAreRefusedOrReadWithoutACrash() throws {
        var generator = SeededGenerator(seed: 7)
        let names = try FileManager.default.contentsOfDirectory(atPath: store.path).sorted()
        var refused = 0
        for round in 0..<220 {
            let file = store.appending(path: names[round % names.count])
            let whole = try Data(contentsOf: file)
            var bytes = Array(whole)
            if round % 3 == 0 {
                bytes = Samples.damaged(bytes, using: &generator)
            } else {
                // Of the same length, so that they get past the first check.
                for _ in 0..<(round % 3 == 1 ? 1 : 40) {
                    let place = Int.random(in: bytes.indices, using: &generator)
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            try Data(bytes).write(to: file)
            do {
                let opened = try BlockStore(opening: store)
                readEverything(opened)
            } catch {
                refused += 1
            }
            try whole.write(to: file)
        }
        #expect(refused > 60)
        #expect(throws: Never.self) { try BlockStore(opening: store, thoroughly: true) }
    }

    private func readEverything(_ store: BlockStore) {
        for block in 0..<store.count {
            let length = store.text(of: block).utf8.count
            let tokens = store.tokens(of: block).count
            #expect(store.tokenRanges(of: block).count == tokens)
            #expect(store.tokenRanges(of: block).allSatisfy { $0.upperBound <= length })
            #expect(store.sentences(of: block).allSatisfy { !$0.isEmpty && $0.upperBound <= tokens })
            let ranges = store.tokenRanges(of: block)
            #expect(
                zip(ranges, ranges.dropFirst()).allSatisfy {
                    $0.lowerBound <= $1.lowerBound && $0.upperBound <= $1.upperBound
                })
            #expect(store.titleTokens(of: block).count < 100_000)
            #expect(store.blocks(ofDocument: store.document(of: block)).contains(block))
            #expect(store.identity(of: block).bytes.count == 20)
            _ = store.title(of: block) + store.documentId(of: block)
        }
    }

    /// Why the store is refused after `change`.
    private func reason(_ change: (URL) throws -> Void) throws -> String {
        try change(store)
        do {
            _ = try BlockStore(opening: store)
            return "opened"
        } catch {
            return error.reason
        }
    }
}
