import Foundation
import ModelFiles
import Randomness
import Tensors
import Testing

/// A file in a folder of its own, removed with the value.
final class ScratchFile {
    let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID().uuidString)")
    let url: URL

    init(_ bytes: Data? = nil) throws {
        url = folder.appending(path: "model.safetensors")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try bytes?.write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

@Suite struct SafeTensorsFileTests {
    /// A file as its parts, whether they fit together or not.
    static func file(_ header: String, data: Int, length: Int? = nil) -> Data {
        var length = UInt64(length ?? header.utf8.count).littleEndian
        return withUnsafeBytes(of: &length) { Data($0) } + Data(header.utf8) + Data((0..<data).map { UInt8($0 & 255) })
    }

    /// The complete words with which the file is refused, without its path.
    static func words(_ bytes: Data) throws -> String {
        let scratch = try ScratchFile(bytes)
        let error = #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(reading: scratch.url) }
        return (error?.description ?? "").replacing(scratch.url.path + ": ", with: "")
    }

    static func sample() throws -> [(name: String, tensor: Tensor)] {
        try [
            ("embeddings.word", Tensor([1.5, -2, 0, 3e-20, .infinity, 6], shape: [3, 2])),
            ("a scalar \"é\"\n\\", Tensor([7], shape: [])),
            ("positions", Tensor(integers: [-1, 1 << 60, 3], shape: [3])),
            ("empty", Tensor([], shape: [0, 4])),
            ("half", Tensor([1, 2, 3], shape: [3]).converted(to: .bfloat16)),
        ]
    }

    @Test func whatIsWrittenIsRead() throws {
        let scratch = try ScratchFile()
        try SafeTensorsFile.write(Self.sample(), metadata: ["made by": "a \"test\""], to: scratch.url)
        let file = try SafeTensorsFile(reading: scratch.url)
        #expect(file.metadata == ["made by": "a \"test\""])
        #expect(file.names == (try Self.sample().map(\.name).sorted()))
        #expect(file.shape(of: "embeddings.word") == [3, 2])
        #expect(file.shape(of: "nothing") == nil)
        for (name, tensor) in try Self.sample() {
            let read = try file.tensor(named: name)
            #expect(read.shape == tensor.shape)
            if tensor.elementType == .int64 {
                #expect(try read.integers() == tensor.integers())
            } else {
                #expect(read.elementType == .float32)
                #expect(try read.floats() == tensor.floats())
            }
        }
    }

    @Test func savingWhatWasLoadedGivesTheSameBytesInAnyOrder() throws {
        let first = try ScratchFile(), second = try ScratchFile()
        let tensors = try Self.sample().filter { $0.tensor.elementType != .bfloat16 }
        try SafeTensorsFile.write(tensors, metadata: ["b": "2", "a": "1"], to: first.url)
        let file = try SafeTensorsFile(reading: first.url)
        let loaded = try file.names.reversed().map { (name: $0, tensor: try file.tensor(named: $0)) }
        try SafeTensorsFile.write(loaded, metadata: file.metadata, to: second.url)
        let bytes = try Data(contentsOf: first.url)
        #expect(try Data(contentsOf: second.url) == bytes)
        #expect(bytes[0] % 8 == 0, "the data starts at a multiple of eight")
    }

    @Test func theBytesAreThoseOfTheFormat() throws {
        let scratch = try ScratchFile()
        try SafeTensorsFile.write([("w", Tensor([1], shape: [1]))], to: scratch.url)
        let header = #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#
        #expect(try Data(contentsOf: scratch.url) == Self.file(header, data: 0) + Data([0, 0, 128, 63]))
    }

    @Test func halfPrecisionIsWidened() throws {
        let header =
            #"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"shape":[1],"dtype":"BF16","#
            + #""data_offsets":[2,4]},"i":{"dtype":"I32","shape":[1],"data_offsets":[4,8]}}"#
        var bytes = Self.file(header, data: 0)
        bytes += [0x00, 0xC1, 0x20, 0xC0, 1, 0, 0, 0]
        let scratch = try ScratchFile(bytes)
        let file = try SafeTensorsFile(reading: scratch.url)
        #expect(try file.tensor(named: "h").floats() == [-2.5])
        #expect(try file.tensor(named: "b").floats() == [-2.5])
        let error = #expect(throws: SafeTensorsError.self) { try file.tensor(named: "i") }
        #expect(
            error?.description == scratch.url.path
                + ": tensor \"i\": the element type I32 cannot be read here; convert the file to F32, F16, BF16 or I64")
        let missing = #expect(throws: SafeTensorsError.self) { try file.tensor(named: "bert.pooler") }
        #expect(
            missing?.description == scratch.url.path
                + ": has no tensor \"bert.pooler\" among its 3; check that the file belongs to this kind of model")
    }

    @Test func damagedFilesAreRefusedInWords() throws {
        func entry(_ fields: String) -> String { "{\"w\":{\(fields)}}" }
        let good = #""dtype":"F32","shape":[2],"data_offsets":[0,8]"#
        let cases: [(Data, String)] = [
            (Data([1, 2]), "has 2 bytes where its header promises 8; copy or download it again"),
            (
                Self.file("{}", data: 0, length: 1 << 40),
                "claims a header of 1099511627776 bytes, more than 100000000; it is probably not a safetensors file"
            ),
            (
                Self.file("{}", data: 0, length: 9),
                "has 10 bytes where its header promises 17; copy or download it again"
            ),
            (Self.file(entry(good), data: 7), "has 69 bytes where its header promises 70; copy or download it again"),
            (
                Self.file(entry(good), data: 9),
                "damaged header at byte 8: 1 bytes at the end belong to no tensor; copy or download it again"
            ),
            (Self.file("[]", data: 0), "damaged header at byte 8: expected \"{\"; copy or download it again"),
            (Self.file("{\"w\"", data: 0), "damaged header at byte 12: expected \":\"; copy or download it again"),
            (
                Self.file("{} x", data: 0),
                "damaged header at byte 11: there is more after the end of the header; copy or download it again"
            ),
            (
                Self.file("{\"w\":{\(good)},\"w\":{\(good)}}", data: 8),
                "damaged header at byte 114: the name \"w\" occurs twice; copy or download it again"
            ),
            (
                Self.file(#"{"__metadata__":{"a":1}}"#, data: 0),
                "damaged header at byte 8: \"a\" of __metadata__ is not text; copy or download it again"
            ),
            (
                Self.file(entry(#""dtype":"F32","shape":[-2],"data_offsets":[0,8]"#), data: 8),
                "tensor \"w\": expected the fields dtype (a name), shape and data_offsets (whole numbers)"
            ),
            (
                Self.file(entry(#""dtype":"F31","shape":[2],"data_offsets":[0,8]"#), data: 8),
                "tensor \"w\": the element type \"F31\" is not known"
            ),
            (
                Self.file(entry(#""dtype":"F32","shape":[2],"data_offsets":[8,0]"#), data: 8),
                "tensor \"w\": data_offsets [8, 0] are not a beginning and an end"
            ),
            (
                Self.file(entry(#""dtype":"F32","shape":[3],"data_offsets":[0,8]"#), data: 8),
                "tensor \"w\": shape [3] of F32 needs 12 bytes, data_offsets give 8"
            ),
            (
                Self.file(entry(#""dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,8]"#), data: 8),
                "tensor \"w\": shape [4611686018427387904, 8] is too large"
            ),
            (
                Self.file("{\"w\":{\(good)},\"x\":{\(good)}}", data: 8),
                "tensor \"x\": its bytes overlap those of \"w\""
            ),
            (
                Self.file(entry(#""dtype":"F32","shape":[1],"data_offsets":[4,8]"#), data: 8),
                "tensor \"w\": 4 bytes before its own belong to no tensor"
            ),
        ]
        for (bytes, expected) in cases {
            let words = try Self.words(bytes)
            #expect(words == expected)
        }
    }

    @Test func filesThatAreNotThereAreNamed() {
        let url = URL(filePath: "/nonexistent/model.safetensors")
        let reading = #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(reading: url) }
        #expect(reading?.description == "/nonexistent/model.safetensors: cannot be read: No such file or directory")
        let writing = #expect(throws: SafeTensorsError.self) { try SafeTensorsFile.write([], to: url) }
        #expect(writing?.description == "/nonexistent/model.safetensors: cannot be written: no such file or folder")
    }

    @Test func twoTensorsOfOneNameAreNotWritten() throws {
        let scratch = try ScratchFile()
        let tensor = try Tensor.zeros([1])
        for name in ["w", "__metadata__"] {
            #expect(throws: SafeTensorsError.self) {
                try SafeTensorsFile.write([(name, tensor), ("w", tensor), (name, tensor)], to: scratch.url)
            }
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.url.path))
    }

    @Test func aDamagedFileGivesAnErrorOrAValidFileAndNeverATrap() throws {
        let scratch = try ScratchFile()
        try SafeTensorsFile.write(Self.sample(), metadata: ["note": "fuzz"], to: scratch.url)
        let original = [UInt8](try Data(contentsOf: scratch.url))
        let characters = [UInt8](#"{}[]",:\0123456789u-e F.d"#.utf8)
        var generator = SeededGenerator(seed: 17)
        var refused = 0
        // Written in place: making a file anew waits for the disk.
        let handle = try FileHandle(forWritingTo: scratch.url)
        for _ in 0..<5_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<max(1, bytes.count - 60), using: &generator)
                let character = characters[Int.random(in: 0..<characters.count, using: &generator)]
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] = character
                case 2: bytes.insert(character, at: place)
                case 3: bytes.remove(at: place)
                default: bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &generator))
                }
                if bytes.count < 70 { break }
            }
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
            try handle.truncate(atOffset: UInt64(bytes.count))
            do {
                let file = try SafeTensorsFile(reading: scratch.url)
                for name in file.names { _ = try? file.tensor(named: name) }
            } catch {
                refused += 1
                #expect(error.description.hasPrefix(scratch.url.path + ": "))
            }
        }
        #expect(refused > 2_500)
    }
}
