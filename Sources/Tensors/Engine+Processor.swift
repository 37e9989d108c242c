import Foundation

extension Engine {
    /// The processor's instructions that decide which kernels run (avx2, avx512f, avx512_bf16, amx_tile, asimd, ...),
    /// sorted; empty where the system does not tell.
    public static let cpuFlags: [String] = {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return [] }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, ["flags", "Features"].contains(parts[0].trimmingCharacters(in: .whitespaces)) else {
                continue
            }
            let vector = ["avx", "amx", "fma", "f16c", "asimd", "sve", "bf16", "i8mm"]
            return parts[1].split(separator: " ").map(String.init)
                .filter { flag in vector.contains { flag.hasPrefix($0) } }.sorted()
        }
        return []
    }()
}
