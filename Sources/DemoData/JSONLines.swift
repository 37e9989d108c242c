import DurableFiles
package import Foundation

/// Writing one JSON record a line, with the fields in the order of their names.
package enum JSONLines {
    package static func write(_ records: [some Encodable], to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for record in records {
            data.append(try encoder.encode(record))
            data.append(UInt8(ascii: "\n"))
        }
        do { try data.write(to: file) } catch { throw FileProblem(writing: file, error) }
    }
}
