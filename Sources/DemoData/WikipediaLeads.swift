import Foundation

/// The lead section of one Wikipedia Level-4 vital article.
struct WikipediaLead: Decodable {
    var title: String
    var extract: String

    /// All of them, sorted by the bytes of their titles.
    static func all(in sources: SourceFolder) throws -> [WikipediaLead] {
        let leads: [String: WikipediaLead]
        do {
            leads = try JSONDecoder().decode([String: WikipediaLead].self, from: try sources.data(of: .wikipediaLeads))
        } catch is DecodingError {
            throw DemoDataProblem.malformed(
                sources.location(of: .wikipediaLeads), "a JSON object whose values have the texts title and extract")
        }
        return leads.values.sorted { $0.title.utf8.lexicographicallyPrecedes($1.title.utf8) }
    }
}
