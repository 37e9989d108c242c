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
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "there is no key \(path(context, key)); expected a BERT configuration as Hugging Face writes it"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "key \(path(context)) is not of the expected type \(type)"
        case .dataCorrupted(let context):
            let place = path(context)
            return place.isEmpty ? "is not valid JSON" : "key \(place) has a value that is not known here"
        @unknown default:
            return "is not a model configuration"
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
