import DurableFiles
import Foundation
import ModelFiles
import Pickles
import Randomness
import Tensors
import Testing

@Suite struct TorchFileTests {
    /// The words with which a file is refused, without its path.
    private func refusal(_ bytes: Data) throws -> String {
        let scratch = try ScratchFile(bytes)
        let error = #expect(throws: TorchFileError.self) { try TorchFile(reading: scratch.url) }
        return (error?.description ?? "").replacing(scratch.url.path + ": ", with: "")
    }

    /// The usual sample with another entry in front.
    private func sample(_ entry: TorchSample.Entry) -> TorchSample {
        var sample = TorchSample.usual
        sample.entries.insert(entry, at: 0)
        return sample
    }

    @Test(arguments: [TorchSample.usual.zip(), TorchSample.usual.zip(large: true), TorchSample.usual.legacy()])
    func everyFormatIsRead(bytes: Data) throws {
        let scratch = try ScratchFile(bytes)
        let file = try TorchFile(reading: scratch.url)
        #expect(file.names == TorchSample.usual.entries.map(\.name).sorted())
        #expect(file.shape(of: "w.t") == [3, 2])
        #expect(file.shape(of: "nothing") == nil)
        #expect(try file.tensor(named: "w").floats() == [1, 2, 3, 4, 5, 6])
        #expect(try file.tensor(named: "w.t").floats() == [1, 4, 2, 5, 3, 6])
        #expect(try file.tensor(named: "row").floats() == [4, 5, 6])
        #expect(try file.tensor(named: "ids").integers() == [7, -8])
        #expect(try file.tensor(named: "half").floats() == [-2.5, 1])
        #expect(try file.tensor(named: "brain").floats() == [-2.5])
        #expect(try file.tensor(named: "double").floats() == [0.1, -3])
        #expect(try file.tensor(named: "scalar").floats() == [6])
        #expect(try file.tensor(named: "none").shape == [0, 4])
    }

    @Test func rowsAreThoseOfTheWholeTensor() throws {
        let scratch = try ScratchFile(TorchSample.usual.zip())
        let file = try TorchFile(reading: scratch.url)
        for name in ["w", "w.t", "row", "ids", "half", "none"] {
            let whole = try file.tensor(named: name)
            let count = whole.shape[0]
            for start in 0...count {
                for end in start...count {
                    let rows = try file.rows(start..<end, of: name)
                    let expected = try whole.narrowed(axis: 0, start: start, length: end - start)
                    #expect(rows.shape == expected.shape)
                    #expect(try rows.converted(to: .float32).floats() == expected.converted(to: .float32).floats())
                }
            }
        }
        let beyond = #expect(throws: TorchFileError.self) { try file.rows(1..<3, of: "w") }
        #expect(beyond?.description == "\(scratch.url.path): tensor \"w\": has shape [2, 3], which has no rows 1..<3")
        #expect(throws: TorchFileError.self) { try file.rows(0..<1, of: "scalar") }
    }

    @Test func typesThatNoModelHasAreRefusedOnlyWhenAskedFor() throws {
        let scratch = try ScratchFile(TorchSample.usual.zip())
        let file = try TorchFile(reading: scratch.url)
        let mask = #expect(throws: TorchFileError.self) { try file.tensor(named: "mask") }
        #expect(
            mask?.description == scratch.url.path
                + ": tensor \"mask\": the element type of BoolStorage cannot be read here; convert it to float32")
        let missing = #expect(throws: TorchFileError.self) { try file.tensor(named: "bert.pooler") }
        #expect(missing?.description.contains("has no tensor \"bert.pooler\" among its 10") == true)
    }

    @Test(arguments: [
        (
            TorchSample.Entry(name: "x", key: "0", count: 6, offset: 1, shape: [2, 3], strides: [3, 1]),
            "leave the storage"
        ),
        (TorchSample.Entry(name: "x", key: "0", count: 6, shape: [2], strides: [3, 1]), "do not fit together"),
        (TorchSample.Entry(name: "x", key: "0", count: 6, offset: -1, shape: [2], strides: [1]), "negative"),
        (TorchSample.Entry(name: "x", key: "0", count: 6, offset: 3, shape: [2], strides: [-1]), "negative"),
        (TorchSample.Entry(name: "x", key: "0", count: 6, shape: [-2], strides: [1]), "negative"),
        (TorchSample.Entry(name: "x", key: "0", count: 6, shape: [1 << 40], strides: [0]), "more elements than"),
        (
            TorchSample.Entry(name: "x", key: "0", count: 6, shape: [1 << 40, 1 << 40], strides: [0, 0]),
            "leave the storage"
        ),
        (TorchSample.Entry(name: "x", key: "0", count: 6, shape: [3], strides: [1 << 62]), "leave the storage"),
        (TorchSample.Entry(name: "x", key: "0", count: 7, shape: [7], strides: [1]), "in two ways"),
        (
            TorchSample.Entry(name: "x", type: "HalfStorage", key: "0", count: 6, shape: [6], strides: [1]),
            "in two ways"
        ),
        (TorchSample.Entry(name: "w", key: "0", count: 6, shape: [1], strides: [1]), "occurs twice"),
        (
            TorchSample.Entry(name: "x", type: "CudaStorage", key: "0", count: 6, shape: [1], strides: [1]),
            "torch.CudaStorage"
        ),
    ])
    func tensorsThatCannotBeAreRefused(entry: TorchSample.Entry, words: String) throws {
        for bytes in [sample(entry).zip(), sample(entry).legacy()] {
            let refusal = try refusal(bytes)
            #expect(refusal.contains(words), "\(refusal)")
        }
    }

    @Test func storagesThatAreTooShortAreRefused() throws {
        var sample = TorchSample.usual
        sample.storages[0].bytes.removeLast()
        #expect(try refusal(sample.zip()).contains("its storage has 23 bytes where 6 elements of 4 are promised"))
        sample.storages.removeFirst()
        #expect(try refusal(sample.zip()) == "the archive has no entry data/0")
        #expect(try refusal(sample.legacy()).contains("does not list the storage 0"))
        #expect(try refusal(TorchSample.usual.legacy().dropLast(3)).contains("ends before its last storage is whole"))
        let legacy = TorchSample.usual.legacy()
        #expect(
            try refusal(legacy + Data([0]))
                == "holds bytes behind its last storage, from byte \(legacy.count) on; copy or download it again")
        #expect(try refusal(TorchSample.usual.zip().dropLast(30)).contains("the end of the archive is missing"))
    }

    @Test func picklesOfOtherThingsAreRefused() throws {
        func pickled(_ text: String) -> Data { TorchSample.usual.zip(pickle: Array(text.utf8)) }
        #expect(try refusal(pickled("cposix\nsystem\nX\u{2}\0\0\0ls\u{2}tR.")).contains("Python's posix.system"))
        #expect(try refusal(pickled("ctorch.storage\n_load_from_bytes\n.")).contains("torch.storage._load_from_bytes"))
        #expect(try refusal(pickled("N.")).contains("holds no state dictionary"))
        #expect(try refusal(pickled("}(K\u{1}Nu.")).contains("a key of the state dictionary is not text"))
        #expect(try refusal(pickled("}(X\u{1}\0\0\0aK\u{5}u.")).contains("tensor \"a\": is not a tensor"))
        #expect(
            try refusal(pickled("}(X\u{1}\0\0\0actorch._utils\n_rebuild_tensor_v2\n)Ru.")).contains("not whole numbers")
        )
        #expect(try refusal(TorchSample.usual.zip(byteOrder: "big")).contains("big-endian"))
        #expect(try refusal(TorchSample.usual.zip(more: ["constants.pkl"])).contains("TorchScript"))
        #expect(try refusal(TorchSample.usual.zip(more: ["more/data.pkl"])).contains("2 entries data.pkl"))
        #expect(try refusal(TorchSample.usual.legacy(littleEndian: false)).contains("big-endian"))
        #expect(try refusal(TorchSample.usual.legacy(version: 1002)).contains("expected 1001"))
        #expect(try refusal(Data("version https://git-lfs.github.com/spec/v1\n".utf8)).contains("Git LFS pointer"))
        #expect(try refusal(Data()).contains("is not a file of PyTorch's"))
        #expect(try refusal(Data([0x80, 2, 0x4B, 1, 0x2E])).contains("is a pickle, but not of PyTorch's"))
    }

    @Test func compressedEntriesAreRefused() throws {
        var bytes = [UInt8](TorchSample.usual.zip())
        let list = try #require(bytes.indices.last { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
        bytes[list + 10] = 8
        #expect(try refusal(Data(bytes)).contains("is compressed or encrypted"))
    }

    @Test func damagedFilesGiveAnErrorOrAFileAndNeverATrap() throws {
        let scratch = try ScratchFile(Data())
        let handle = try FileHandle(forWritingTo: scratch.url)
        var generator = SeededGenerator(seed: 23)
        let originals = [TorchSample.usual.zip(), TorchSample.usual.zip(large: true), TorchSample.usual.legacy()]
        var refused = 0
        for round in 0..<4_500 {
            var bytes = [UInt8](originals[round % 3])
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
                case 2: bytes.remove(at: place)
                default: if Int.random(in: 0..<8, using: &generator) == 0 { bytes.removeSubrange(place...) }
                }
                if bytes.isEmpty { break }
            }
            try handle.truncate(atOffset: 0)
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
            do {
                let file = try TorchFile(reading: scratch.url)
                for name in file.names {
                    _ = try? file.tensor(named: name)
                    _ = try? file.rows(0..<1, of: name)
                }
            } catch {
                refused += 1
                #expect(error.description.hasPrefix(scratch.url.path + ": "))
            }
        }
        #expect(refused > 2_000)
    }
}
