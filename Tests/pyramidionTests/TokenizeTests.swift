import Foundation
import Testing

@Suite struct TokenizeTests {
    private let folder: TemporaryFolder
    private let vocabulary: String

    init() throws {
        folder = try TemporaryFolder()
        vocabulary = try folder.write(TownGazetteer.vocabulary.joined(separator: "\n"), to: "vocab.txt").path
    }

    @Test func eachLineBecomesAnObjectWithBytesOfTheOriginalText() throws {
        let input = Data("The Bridge, été\r\n\n[MASK] town".utf8)
        let outcome = try Program.run(["tokenize", "--vocabulary", vocabulary, "--json"], input: input)
        #expect(outcome.exitCode == 0)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.count == 4)
        let first = outcome.json
        #expect(first["tokens"] as? [String] == ["the", "bridge", ",", "e", "##t", "##e"])
        #expect(first["offsets"] as? [[Int]] == [[0, 3], [4, 10], [10, 11], [12, 14], [14, 15], [15, 17]])
        #expect((first["ids"] as? [Int])?.count == 6)
        #expect(lines[1] == #"{"ids":[],"tokens":[],"offsets":[]}"#)
        #expect(!lines[2].contains("[MASK]"))
    }

    @Test func specialPiecesAreTakenForWhatTheyNameOnRequest() throws {
        let outcome = try Program.run(
            ["tokenize", "--vocabulary", vocabulary, "--special-pieces"], input: Data("the [MASK] of Kelso\n".utf8))
        #expect(outcome.output == "the [MASK] of kelso\n")
    }

    @Test func aLineThatIsNotTextIsNamed() throws {
        let outcome = try Program.run(
            ["tokenize", "--vocabulary", vocabulary], input: Data("one\ntwo\n".utf8) + Data([0xFF, 0x0A]))
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors == "pyramidion: /dev/stdin: line 3 is not UTF-8; convert it\n")
    }

    @Test func aFullDiskIsAnError() throws {
        let outcome = try Program.shell(
            #"yes "the bridge of Kelso" | head -n 10 | "$0" tokenize --vocabulary "$1" > /dev/full"#, vocabulary)
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("No space left on device"))
    }
}
