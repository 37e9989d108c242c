package import DurableFiles
package import Foundation

/// One JSON record a line, with the fields in the order of their names.
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

    /// The records of a file that `write` made.
    /// - Throws: `FileProblem` when it cannot be read, or with the first line that is no such record.
    package static func read<Record: Decodable>(_ file: URL) throws(FileProblem) -> [Record] {
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        let decoder = JSONDecoder()
        var records: [Record] = []
        for (number, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            do { records.append(try decoder.decode(Record.self, from: line)) } catch {
                throw FileProblem(file, "line \(number + 1) is damaged; remove the folder and make the data again")
            }
        }
        return records
    }
}
