import DurableFiles
import Foundation

/// Sorted postings of one part of the documents after the other, on the disk until they are merged.
struct PostingsRuns {
    private let folder: URL
    private var files: [URL] = []
    private var number = 0

    /// So many runs are read at once; each takes a file handle and a piece of memory.
    private static let mostAtOnce = 64

    /// - Parameter folder: made when it is needed, and removed by `removeFiles`.
    init(in folder: URL) { self.folder = folder }

    var isEmpty: Bool { files.isEmpty }

    /// Writes postings whose documents all come after those of the runs before.
    mutating func append(_ occurrences: Occurrences) throws {
        var writer = try PostingsRunWriter(try newFile())
        try occurrences.write(to: &writer)
        try writer.finish()
    }

    /// Hands on the postings of all runs, sorted by term and document.
    mutating func merge(to sink: inout some PostingsSink) throws {
        while files.count > Self.mostAtOnce {
            let former = files
            files = []
            // Neighbours, so that documents keep their order.
            for start in stride(from: 0, to: former.count, by: Self.mostAtOnce) {
                let group = former[start..<min(start + Self.mostAtOnce, former.count)]
                var writer = try PostingsRunWriter(try newFile())
                try Self.merge(group, to: &writer)
                try writer.finish()
                for file in group { try remove(file) }
            }
        }
        try Self.merge(files[...], to: &sink)
    }

    func removeFiles() throws(FileProblem) { if number > 0 { try remove(folder) } }

    private func remove(_ file: URL) throws(FileProblem) {
        do { try FileManager.default.removeItem(at: file) } catch { throw FileProblem(writing: file, error) }
    }

    private mutating func newFile() throws(FileProblem) -> URL {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw FileProblem(writing: folder, error)
        }
        number += 1
        let file = folder.appending(path: "run-\(number)")
        files.append(file)
        return file
    }

    private static func merge(_ files: ArraySlice<URL>, to sink: inout some PostingsSink) throws {
        let runs = try files.map { file throws(FileProblem) in try PostingsRunReader(file) }
        while true {
            // The runs that have the least term, in the order of their documents.
            var least: [UInt8] = []
            var holders: [PostingsRunReader] = []
            for run in runs {
                guard let term = run.term else { continue }
                if holders.isEmpty || term.lexicographicallyPrecedes(least) {
                    least = term
                    holders = [run]
                } else if term == least {
                    holders.append(run)
                }
            }
            if holders.isEmpty { return }
            try sink.begin(term: least, count: holders.reduce(0) { $0 + $1.count })
            for run in holders {
                while run.count > 0 {
                    let (document, frequency) = try run.next()
                    try sink.add(document: document, frequency: frequency)
                }
                try run.advance()
            }
        }
    }
}
