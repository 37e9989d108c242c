import DurableFiles
import Foundation
import Tensors

/// One thing that `doctor` looked at.
struct MachineCheck: Encodable {
    enum Status: String, Encodable {
        case ok
        /// Works, but not as well as it could.
        case note
        case missing

        var mark: String {
            switch self {
            case .ok: "ok     "
            case .note: "note   "
            case .missing: "MISSING"
            }
        }
    }

    let name: String
    let status: Status
    /// What is there, in words.
    let found: String
    /// What to do; nil where all is well.
    var advice: String?

    // MARK: The engine

    /// libtorch, the processor and how both get along.
    static func engine() -> [MachineCheck] {
        [libtorch(), instructions(), threads(), waiting(), products()]
    }

    private static func libtorch() -> MachineCheck {
        let path = libraryPath ?? "linked into the program"
        return MachineCheck(name: "libtorch", status: .ok, found: "\(Engine.libtorchVersion), \(path)")
    }

    /// The file that the loader took libtorch from; nil where the system does not tell.
    private static var libraryPath: String? {
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        return maps.split(separator: "\n").first { $0.hasSuffix("/libtorch_cpu.so") }
            .flatMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }

    private static func instructions() -> MachineCheck {
        let flags = Engine.cpuFlags
        let words = flags.isEmpty ? "the system does not tell" : flags.joined(separator: " ")
        guard flags.isEmpty || flags.contains("avx2") || flags.contains("asimd") else {
            return MachineCheck(
                name: "instructions", status: .note, found: words,
                advice: "without AVX2 everything takes several times as long; use a newer processor if you can")
        }
        return MachineCheck(name: "instructions", status: .ok, found: words)
    }

    private static func threads() -> MachineCheck {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return MachineCheck(
            name: "threads", status: .ok, found: "\(Engine.threads) for \(cores) processor\(cores == 1 ? "" : "s")")
    }

    private static func waiting() -> MachineCheck {
        let policy = ProcessInfo.processInfo.environment["OMP_WAIT_POLICY"] ?? "not set"
        let passive = policy.uppercased() == "PASSIVE"
        return MachineCheck(
            name: "OMP_WAIT_POLICY", status: passive ? .ok : .note, found: policy,
            advice: passive ? nil : "threads that wait take the cores of those that work; unset OMP_WAIT_POLICY")
    }

    private static func products() -> MachineCheck {
        do {
            let measured = try Engine.useFastestMatrixProducts()
            func rate(_ value: Double) -> String { PaceLine.rounded(value) }
            return MachineCheck(
                name: "matrix products", status: .ok,
                found: "\(measured.library.rawValue); standard \(rate(measured.standardRate)), oneDNN "
                    + "\(rate(measured.oneDNNRate)) GFLOP/s")
        } catch {
            return MachineCheck(
                name: "matrix products", status: .missing, found: "\(error)",
                advice: "libtorch does not work here; remove .cache/libtorch and run `make setup`")
        }
    }

    // MARK: The machine

    /// Memory, space and permission.
    static func machine(cache: URL) -> [MachineCheck] { [memory(), space(cache), permission(cache)] }

    private static func memory() -> MachineCheck {
        let total = Double(ProcessInfo.processInfo.physicalMemory)
        let available = availableMemory ?? total
        let isEnough = available >= 4e9
        return MachineCheck(
            name: "memory", status: isEnough ? .ok : .note,
            found: "\(PaceLine.rounded(available / 1e9)) GB free of \(PaceLine.rounded(total / 1e9)) GB",
            advice: isEnough ? nil : "the demonstration needs about 4 GB; end other programs, or use smaller batches")
    }

    /// What the kernel could hand out without swapping.
    private static var availableMemory: Double? {
        let info = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        guard let line = info.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }) else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
    }

    private static func space(_ cache: URL) -> MachineCheck {
        let place = nearestFolder(cache)
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue else {
            return MachineCheck(name: "disk space", status: .note, found: "the system does not tell")
        }
        let isEnough = free >= 5e9
        return MachineCheck(
            name: "disk space", status: isEnough ? .ok : .note,
            found: "\(PaceLine.rounded(free / 1e9)) GB free at \(place.path)",
            advice: isEnough ? nil : "set-up and demonstration take about 5 GB; make room, or set PYRAMIDION_CACHE")
    }

    private static func permission(_ cache: URL) -> MachineCheck {
        let place = nearestFolder(cache)
        let probe = place.appending(path: ".pyramidion-doctor-\(ProcessInfo.processInfo.processIdentifier)")
        do throws(FileProblem) {
            try DurableFile.write(Data(), to: probe)
            try? FileManager.default.removeItem(at: probe)
            return MachineCheck(name: "write permission", status: .ok, found: place.path)
        } catch {
            return MachineCheck(
                name: "write permission", status: .missing, found: "\(error)",
                advice: "give yourself permission to write there, or set PYRAMIDION_CACHE to another folder")
        }
    }

    /// The folder, or the one above that is there.
    private static func nearestFolder(_ folder: URL) -> URL {
        var place = folder.absoluteURL.standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place = place.deletingLastPathComponent()
        }
        return place
    }

    /// The texts and start weights of the demonstration.
    static func data(in cache: URL) -> MachineCheck {
        let data = cache.appending(path: "data")
        let isThere = FileManager.default.fileExists(atPath: data.appending(path: ".complete").path)
        return MachineCheck(
            name: "demonstration", status: isThere ? .ok : .note,
            found: isThere ? "its data is in \(data.path)" : "its data is not in \(data.path)",
            advice: isThere ? nil : "only `pyramidion demo` and `learn` need it; `make data` downloads it")
    }
}
