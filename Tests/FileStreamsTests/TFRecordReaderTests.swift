import DurableFiles
import FileStreams
import Foundation
import Randomness
import Testing

@Suite struct TFRecordReaderTests {
    private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private func framed(_ content: [UInt8]) -> [UInt8] {
        let length = bytes(UInt64(content.count))
        return length + bytes(CRC32C.masked(length)) + content + bytes(CRC32C.masked(content))
    }

    private func records(_ file: [UInt8], longest: Int = 1 << 20) throws -> [[UInt8]?] {
        let reader = try TemporaryFile(file).open { try TFRecordReader($0, longestRecord: longest) }
        var records: [[UInt8]?] = []
        while let record = try reader.next() {
            records.append(record == .whole ? reader.bytes : nil)
            #expect(reader.number == records.count)
        }
        return records
    }

    private let texts = ["A lighthouse.", "", String(repeating: "Fog. ", count: 30_000), "A ferry."].map {
        Array($0.utf8)
    }

    /// RFC 3720, appendix B.4, and the mask that TensorFlow's `crc32c.h` documents.
    @Test func checksumsAreThoseOfTheStandard() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
        let plain: UInt32 = 0xE306_9283
        #expect(CRC32C.masked(Array("123456789".utf8)) == (plain >> 15 | plain << 17) &+ 0xA282_EAD8)
    }

    @Test func recordsComeInTheirOrder() throws {
        #expect(try records(texts.flatMap(framed)) == texts)
        #expect(try records([]) == [])
        #expect(try records(TemporaryFile.compressed(texts.flatMap(framed), by: "gzip")) == texts)
    }

    @Test func aDamagedOrEnormousRecordIsPassedOver() throws {
        var file = texts.flatMap(framed)
        file[12] ^= 1
        #expect(try records(file, longest: 1_000) == [nil, [], nil, texts[3]])
    }

    @Test func aDamagedLengthEndsTheReading() throws {
        var file = texts.flatMap(framed)
        file[framed(texts[0]).count] ^= 4
        let problem = #expect(throws: FileProblem.self) { try records(file) }
        #expect(
            problem?.reason
                == "the length of record 2, at byte 29, does not match its checksum; the file is no TFRecord"
                + " file or is damaged: copy or download it again")
    }

    /// Their checksums are right: somebody wrote them so.
    @Test(arguments: [UInt64(Int.max) - 1, UInt64(Int.max), UInt64(1) << 63, UInt64.max])
    func aLengthBeyondEveryFileEndsTheReading(length: UInt64) throws {
        let head = bytes(length) + bytes(CRC32C.masked(bytes(length)))
        let problem = #expect(throws: FileProblem.self) { try records(framed(texts[0]) + head + framed(texts[3])) }
        #expect(problem?.reason == "ends inside record 2, which begins at byte 29; copy or download it again")
    }

    @Test func aFileThatEndsEarlyIsNamedWithTheRecord() throws {
        let file = texts.flatMap(framed)
        for length in [file.count - 1, file.count - 20] {
            let problem = #expect(throws: FileProblem.self) { try records(Array(file[..<length])) }
            #expect(
                problem?.reason
                    == "ends inside record 4, which begins at byte 150061; copy or download it again")
        }
    }

    @Test func anyBytesAreReadOrRefused() throws {
        var generator = SeededGenerator(seed: 23)
        let file = framed(Array("A lighthouse.".utf8)) + framed(Array("A ferry.".utf8))
        for _ in 0..<500 {
            var damaged = file
            damaged[Int.random(in: 0..<file.count, using: &generator)] = .random(in: 0...255, using: &generator)
            if Bool.random(using: &generator) { damaged.removeLast(Int.random(in: 0...40, using: &generator)) }
            do { _ = try records(damaged) } catch { #expect(error is FileProblem) }
        }
    }
}
