public import Foundation

/// Damage to a corpus on the disk that leaves its files as long as they were.
public enum CorpusDamage {
    /// Makes a copy of a corpus with one file changed.
    /// - Parameter folder: where the copy goes; its parent is made.
    public static func copy(
        of corpus: URL, to folder: URL, changing name: String, _ change: (inout [UInt8]) -> Void
    ) throws {
        try FileManager.default.createDirectory(
            at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: corpus, to: folder)
        let file = folder.appending(path: name)
        var bytes = [UInt8](try Data(contentsOf: file))
        change(&bytes)
        try Data(bytes).write(to: file)
    }

    /// What leaves every sentence of a corpus without tokens, to be applied to its file `ranges`.
    public static func emptySentences(of corpus: URL) throws -> (inout [UInt8]) -> Void {
        let rows = [UInt8](try Data(contentsOf: corpus.appending(path: "blocks.idx")))
        return { bytes in
            // A block's part begins with the number of its sentences and the tokens of each, here a byte a number.
            for row in 0..<rows.count / 32 - 1 {
                let start = rows[row * 32 + 8..<row * 32 + 16].reversed().reduce(0) { $0 << 8 | Int($1) }
                for sentence in 0..<Int(bytes[start]) { bytes[start + 1 + sentence] = 0 }
            }
        }
    }

    /// Changes a byte at random, or as many as an eighth of all.
    public static func scatter(
        over bytes: inout [UInt8], widely: Bool, using random: inout some RandomNumberGenerator
    ) {
        for _ in 0..<max(1, widely ? bytes.count / 8 : 1) {
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
    }
}
