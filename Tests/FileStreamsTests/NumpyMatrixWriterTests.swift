import DurableFiles
import FileStreams
import Foundation
import Randomness
import Testing

@Suite struct NumpyMatrixWriterTests {
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "numpy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// The bytes that `numpy.save` writes for the same matrix (NumPy 2.4.6).
    @Test func theBytesAreThoseOfNumpy() throws {
        try inScratchFolder { folder in
            let file = folder.appending(path: "a.npy")
            let writer = try NumpyMatrixWriter(file, width: 2)
            for row in [[1, -2.5], [0.1, .infinity], [-0.0, 65_504]] as [[Float]] { try writer.append(row) }
            #expect(!FileManager.default.fileExists(atPath: file.path))
            try writer.finish()
            #expect(writer.rows == 3)
            let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"
            let header: [UInt8] =
                [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0] + Array(text.utf8)
                + [UInt8](repeating: 0x20, count: 117 - text.utf8.count) + [0x0A]
            let numbers: [UInt8] = [
                0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 0xCD, 0xCC, 0xCC, 0x3D, 0, 0, 0x80, 0x7F, 0, 0, 0, 0x80, 0, 0xE0,
                0x7F, 0x47,
            ]
            #expect(header.count == 128)
            #expect(try [UInt8](Data(contentsOf: file)) == header + numbers)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.npy"])
        }
    }

    @Test func everyNumberComesBackAsItWas() throws {
        try inScratchFolder { folder in
            var random = SeededGenerator(seed: 12)
            for (count, width) in [(0, 5), (1, 1), (7, 3), (1_000, 32)] {
                let rows = (0..<count).map { _ in
                    (0..<width).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random)) }
                }
                let file = folder.appending(path: "b.npy")
                let writer = try NumpyMatrixWriter(file, width: width)
                for row in rows { try writer.append(row) }
                try writer.finish()
                let bytes = [UInt8](try Data(contentsOf: file))
                let shape = "'shape': (\(count), \(width)), }"
                #expect(String(decoding: bytes[..<128], as: UTF8.self).contains(shape))
                let bits = stride(from: 128, to: bytes.count, by: 4).map { place in
                    bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                }
                #expect(bits == rows.joined().map(\.bitPattern))
            }
        }
    }

    @Test func whatIsGivenUpLeavesTheFormerFileAndNothingBesideIt() throws {
        try inScratchFolder { folder in
            let file = folder.appending(path: "a.npy")
            try Data("kept".utf8).write(to: file)
            try Data("left".utf8).write(to: folder.appending(path: ".a.npy.partial-1234"))
            do {
                let writer = try NumpyMatrixWriter(file, width: 1)
                try writer.append([1])
            }
            #expect(try String(contentsOf: file, encoding: .utf8) == "kept")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.npy"])
            #expect(throws: FileProblem.self) {
                try NumpyMatrixWriter(folder.appending(path: "none/a.npy"), width: 1)
            }
        }
    }
}
