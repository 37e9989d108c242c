public import Bert
public import DurableFiles
public import Foundation

/// `config.json` of a model folder: BERT's keys as Hugging Face writes them, and ours under `pyramidion`.
public enum ModelConfigurationFile {
    /// BERT's sizes.
    /// - Throws: `FileProblem` that names the key that is missing or wrong.
    public static func bert(_ folder: URL) throws(FileProblem) -> BertConfiguration {
        let configuration = try read(BertConfiguration.self, folder)
        if let problem = configuration.problem {
            throw FileProblem(folder.appending(path: "config.json"), problem)
        }
        return configuration
    }

    /// BERT's sizes and what `Part` adds to them.
    package static func read<Part: Decodable>(_ type: Part.Type, _ folder: URL) throws(FileProblem) -> Part {
        let file = folder.appending(path: "config.json")
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: file))
        } catch let error as DecodingError {
            throw FileProblem(file, Self.words(error))
        } catch {
            throw FileProblem(reading: file, error)
        }
    }

    package static func write(
        _ part: some Encodable, _ folder: URL, name: String = "config.json"
    ) throws(FileProblem) {
        let file = folder.appending(path: name)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try DurableFile.write(try encoder.encode(part), to: file)
        } catch {
            throw FileProblem(writing: file, error)
        }
    }

    private static func words(_ error: DecodingError) -> String {
        let wanted = "expected a BERT configuration as Hugging Face writes it"
        return switch JSONFault(error) {
        case .notJSON: "is not valid JSON; \(wanted)"
        case .wrongKind(key: nil, expected: let expected): "is not \(expected); \(wanted)"
        case .missing(let key): "there is no key \(key); \(wanted)"
        case let fault: "\(fault)"
        }
    }
}

/// A part's `config.json`: BERT's keys on top, ours under `pyramidion`.
struct PartConfiguration<Own: Codable>: Codable {
    var bert: BertConfiguration
    var own: Own

    private enum CodingKeys: String, CodingKey {
        case own = "pyramidion"
    }

    init(bert: BertConfiguration, own: Own) {
        self.bert = bert
        self.own = own
    }

    init(from decoder: any Decoder) throws {
        bert = try BertConfiguration(from: decoder)
        own = try decoder.container(keyedBy: CodingKeys.self).decode(Own.self, forKey: .own)
    }

    func encode(to encoder: any Encoder) throws {
        try bert.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(own, forKey: .own)
    }
}
