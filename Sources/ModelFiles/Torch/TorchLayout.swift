import DurableFiles
import Foundation
import Pickles

/// Where a file that PyTorch saved keeps its pickle and its storages.
struct TorchLayout {
    let dictionary: StateDictionary
    /// The bytes of each storage, by its key.
    let storages: [String: Range<Int>]

    /// Reads either of PyTorch's formats.
    static func read(_ file: RandomAccessFile) throws -> TorchLayout {
        let head = [UInt8](try file.bytes(0..<4))
        if head == ZipArchive.signature { return try zip(file) }
        // Two bytes for the protocol, then the format's own number.
        guard head.first == 0x80 else {
            throw TorchFileError.malformed(
                file: file.url.path,
                reason:
                    "is not a file of PyTorch's; expected a ZIP archive or, of old, a pickle (was it downloaded whole, "
                    + "and not as a Git LFS pointer?)")
        }
        return try legacy(file)
    }

    // MARK: Since PyTorch 1.6: a ZIP archive

    /// Entries `NAME/data.pkl` and `NAME/data/KEY`, perhaps `NAME/byteorder`.
    private static func zip(_ file: RandomAccessFile) throws -> TorchLayout {
        let archive: ZipArchive
        do { archive = try ZipArchive(file) } catch let problem as ZipArchive.Problem {
            throw malformed(file, problem.reason)
        }
        let pickles = archive.entries.keys.filter { $0.hasSuffix("/data.pkl") }
        guard pickles.count == 1, let name = pickles.first, let place = archive.entries[name] else {
            throw malformed(file, "the archive has \(pickles.count) entries data.pkl where one is expected")
        }
        let root = name.dropLast("data.pkl".count)
        guard archive.entries["\(root)constants.pkl"] == nil else {
            throw malformed(file, "is a TorchScript program; expected what torch.save(model.state_dict(), …) writes")
        }
        if let order = archive.entries["\(root)byteorder"] {
            guard try file.bytes(order).elementsEqual("little".utf8) else {
                throw malformed(file, "was saved on a big-endian machine; save it again on a little-endian one")
            }
        }
        var reader = PickleReader(ByteReader(file, place), names: StateDictionary.names, limits: StateDictionary.limits)
        let dictionary = try StateDictionary(PickleMachine.graph(&reader), file.url)
        var storages: [String: Range<Int>] = [:]
        for storage in dictionary.tensors.values.map(\.storage) {
            guard let range = archive.entries["\(root)data/\(storage.key)"] else {
                throw malformed(file, "the archive has no entry data/\(storage.key)")
            }
            storages[storage.key] = range
        }
        return TorchLayout(dictionary: dictionary, storages: storages)
    }

    // MARK: Before PyTorch 1.6: pickles, then storages

    /// The number that begins the format, as a pickle holds it.
    private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    /// Pickles of: a number, the version, the machine, the state dictionary, the storages' keys; then for each key the
    /// number of its elements in eight bytes, and the elements.
    private static func legacy(_ file: RandomAccessFile) throws -> TorchLayout {
        var place = 0
        func graph() throws(PickleProblem) -> PickleGraph {
            var reader = PickleReader(
                ByteReader(file, place..<file.count), names: StateDictionary.names, limits: StateDictionary.limits)
            defer { place = reader.position }
            return try PickleMachine.graph(&reader)
        }
        guard try graph().root == .long(magic) else {
            throw malformed(
                file, "is a pickle, but not of PyTorch's; expected what torch.save(model.state_dict(), …) writes")
        }
        let version = try graph().root
        guard version == .int(1001) else { throw malformed(file, "has a version that is not known; expected 1001") }
        let machine = try graph()
        let facts = machine.node(machine.root, .dictionary)?.entries ?? []
        let order = stride(from: 0, to: facts.count, by: 2).first { facts[$0] == .text("little_endian") }
        guard let order, facts[order + 1] == .bool(true) else {
            throw malformed(file, "was saved on a big-endian machine; save it again on a little-endian one")
        }
        let dictionary = try StateDictionary(graph(), file.url)
        let list = try graph()
        var types: [String: TorchStorageType] = [:]
        for storage in dictionary.tensors.values.map(\.storage) { types[storage.key] = storage.type }
        var storages: [String: Range<Int>] = [:]
        for key in list.node(list.root, .list)?.entries ?? [] {
            guard case .text(let key) = key, let type = types[key] else {
                throw malformed(file, "lists a storage that no tensor has")
            }
            let head = try file.bytes(place..<place + 8)
            let count = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let (bytes, isTooLarge) = Int(clamping: count).multipliedReportingOverflow(by: type.size)
            place += 8
            guard head.count == 8, !isTooLarge, bytes <= file.count - place else {
                throw malformed(file, "ends before its last storage is whole; copy or download it again")
            }
            storages[key] = place..<place + bytes
            place += bytes
        }
        guard place == file.count else {
            throw malformed(
                file, "holds bytes behind its last storage, from byte \(place) on; copy or download it again")
        }
        if let missing = types.keys.sorted().first(where: { storages[$0] == nil }) {
            throw malformed(file, "does not list the storage \(missing) of one of its tensors")
        }
        return TorchLayout(dictionary: dictionary, storages: storages)
    }

    private static func malformed(_ file: RandomAccessFile, _ reason: String) -> TorchFileError {
        .malformed(file: file.url.path, reason: reason)
    }
}
