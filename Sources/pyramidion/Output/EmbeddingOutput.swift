import DurableFiles
import FileStreams
import Foundation

/// Where vectors go: to standard output or a file as lines of JSON, or to a file as a matrix that NumPy reads.
struct EmbeddingOutput {
    private enum Place {
        case standardOutput
        case lines(DurableFileWriter)
        case matrix(NumpyMatrixWriter)
    }

    private let place: Place

    /// The formats that the end of a file's name tells.
    enum Format: String {
        case npy, jsonl

        init?(_ file: URL) { self.init(rawValue: file.pathExtension.lowercased()) }
    }

    /// - Parameter file: nil for standard output; appears when `finish` is called.
    /// - Throws: `FileProblem` when the file cannot be made.
    init(_ file: URL?, width: Int) throws(FileProblem) {
        guard let file else {
            place = .standardOutput
            return
        }
        place =
            switch Format(file) {
            case .npy: .matrix(try NumpyMatrixWriter(file, width: width))
            case .jsonl, nil: .lines(try DurableFileWriter(file))
            }
    }

    /// Writes the vectors of some records.
    func write(_ records: [TextRecord], _ vectors: [[Float]]) throws {
        for (record, vector) in zip(records, vectors) {
            switch place {
            case .matrix(let matrix): try matrix.append(vector)
            case .lines(let lines): try lines.append(try JSONLine(EmbeddedText(record, vector)).data)
            case .standardOutput: try StandardOutput.writeJSON(EmbeddedText(record, vector))
            }
        }
    }

    /// Puts the file in place.
    func finish() throws(FileProblem) {
        switch place {
        case .matrix(let matrix): try matrix.finish()
        case .lines(let lines): try lines.finish()
        case .standardOutput: break
        }
    }

    /// A line of the output; id and title are left out where the text came without.
    private struct EmbeddedText: Encodable {
        let id: TextRecord.Name?
        let title: String?
        let text: String
        let vector: [Float]

        init(_ record: TextRecord, _ vector: [Float]) {
            id = record.id
            title = record.title
            text = record.text
            self.vector = vector
        }
    }
}
