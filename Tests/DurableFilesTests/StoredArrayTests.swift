import DurableFiles
import Foundation
import Testing

@Suite struct StoredArrayTests {
    /// A file that is removed when the closure returns.
    private func withFile(_ body: (URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "array \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file)
    }

    @Test(arguments: [0, 1, 70_000]) func whatIsWrittenIsMapped(count: Int) throws {
        let numbers = (0..<count).map { Int64($0) * -3_000_000_000 }
        try withFile { file in
            let writer = try StoredArrayWriter<Int64>(file, isHashed: true)
            if let first = numbers.first { try writer.append(first) }
            try writer.append(contentsOf: numbers.dropFirst())
            #expect(writer.count == count)
            let digest = try writer.finish()
            #expect(digest.map { String(format: "%02x", $0) }.joined() == (try Fingerprint(ofFile: file)).hexadecimal)

            let array = try StoredArray<Int64>(mapping: file)
            #expect(array.count == count && array[0..<count] == numbers)
            #expect(array.withSpan { $0.count } == count)
            if let last = numbers.last { #expect(array[count - 1] == last) }
            #expect(try StoredArray<Int64>(mapping: file, count: count).count == count)
        }
    }

    @Test func numbersLieLittleEndian() throws {
        try withFile { file in
            let writer = try StoredArrayWriter<UInt16>(file)
            try writer.append(contentsOf: [0x0102, 0xFFFE])
            #expect(try writer.finish() == [])
            #expect(try Data(contentsOf: file) == Data([0x02, 0x01, 0xFE, 0xFF]))
        }
    }

    @Test func copiesAndTextsStayWithinTheirRange() throws {
        let array = StoredArray(copying: Array("café\u{0}".utf8) + [0xFF])
        #expect(array.text(0..<5) == "café" && array.text(2..<2) == "")
        #expect(array.text(6..<7) == "\u{FFFD}")
        #expect(array[0..<2] == Array("ca".utf8))
    }

    @Test func aFileOfAnotherLengthOrNoneIsAnError() throws {
        try withFile { file in
            #expect(throws: FileProblem.self) { try StoredArray<UInt8>(mapping: file) }
            try Data([1, 2, 3, 4, 5, 6]).write(to: file)
            func reason(_ count: Int?) -> String? {
                let problem = #expect(throws: FileProblem.self) {
                    try StoredArray<UInt32>(mapping: file, count: count)
                }
                return problem?.reason
            }
            #expect(reason(1) == "has 6 bytes where 1 elements of 4 bytes were expected; make it again")
            #expect(reason(.max) == "has 6 bytes where \(Int.max) elements of 4 bytes were expected; make it again")
            #expect(reason(nil) == "has 6 bytes where elements of 4 bytes each were expected; make it again")
        }
    }
}
