import DurableFiles
import Foundation
import Pickles
import Randomness
import Testing

@Suite struct ByteReaderTests {
    @Test func anyMixtureOfReadsGivesTheBytesOfTheStretch() throws {
        let bytes = (0..<200).map { UInt8($0) }
        let sample = try PickleFile(bytes)
        let file = try RandomAccessFile(sample.url)
        #expect(file.count == 200)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let start = Int.random(in: 0...200, using: &generator)
            let end = Int.random(in: start...260, using: &generator)
            var reader = ByteReader(file, start..<end, pieceSize: Int.random(in: 1...64, using: &generator))
            var read: [UInt8] = []
            #expect(reader.position == start)
            while reader.position < reader.end {
                if Bool.random(using: &generator) {
                    if let byte = try reader.byte() { read.append(byte) }
                } else {
                    let count = Int.random(in: 0...min(50, reader.end - reader.position), using: &generator)
                    read += try #require(try reader.bytes(count))
                }
            }
            #expect(read == Array(bytes[start..<min(end, 200)]))
            #expect(try reader.byte() == nil)
            #expect(try reader.bytes(1) == nil)
            #expect(try reader.bytes(0) == [])
        }
    }

    @Test func aFileThatIsNotThereIsNamed() {
        let error = #expect(throws: FileProblem.self) { try RandomAccessFile(URL(filePath: "/nonexistent/data.bin")) }
        #expect(error?.description == "/nonexistent/data.bin: cannot be read: No such file or directory")
    }
}
