import Foundation

/// Sixty short documents about the towns of a country that is not on any map, and questions about them.
///
/// Names return across documents, so that a masked name can be found in another one.
enum TownGazetteer {
    private static let towns = [
        "Aldmere", "Barrowby", "Calder", "Dunholm", "Eastry", "Fenwick", "Garth", "Hollin", "Ivinghoe", "Jarrow",
        "Kelso", "Lorton", "Marrick", "Netherby", "Orton", "Penrose", "Quarley", "Ravenser", "Selby", "Thirsk",
        "Ulverly", "Vennor", "Wexcombe", "Yarrow", "Zennor", "Ashbourne", "Brampton", "Coverdale", "Dalton", "Elmsett",
    ]
    private static let rivers = ["Lenn", "Tamber", "Ouseburn", "Wharram", "Isen", "Coquet"]
    private static let counties = ["Westmark", "Eskdale", "Hartshire", "Northmoor", "Saltland"]
    private static let builders = ["Thomas Ward", "Agnes Holt", "Simon Pike", "Martha Vane", "Peter Lowe"]
    private static let goods = ["wool", "salt", "barley", "slate", "herring", "linen", "pewter"]

    private static func river(_ town: Int) -> String { rivers[town % rivers.count] }
    private static func county(_ town: Int) -> String { counties[town % counties.count] }
    private static func builder(_ town: Int) -> String { builders[(town * 3 + 1) % builders.count] }
    private static func year(_ town: Int) -> Int { 1400 + 7 * (town % 9) }

    private static func town(_ number: Int) -> (title: String, text: String) {
        let name = towns[number]
        return (
            name,
            "\(name) is a market town on the river \(river(number)) in the county of \(county(number)). "
                + "Its stone bridge was built in \(year(number)) by \(builder(number)). "
                + "The market of \(name) sells \(goods[number % goods.count]) and \(goods[(number + 3) % goods.count])."
        )
    }

    private static func bridge(_ number: Int) -> (title: String, text: String) {
        let name = towns[number]
        return (
            "Bridge of \(name)",
            "The bridge of \(name) crosses the river \(river(number)) with three arches. "
                + "\(builder(number)) finished it in \(year(number)), when \(county(number)) was at peace. "
                + "A small pyramid stands on top of its tower."
        )
    }

    static let documents: [(title: String, text: String)] = towns.indices.flatMap { [town($0), bridge($0)] }

    static var jsonLines: Data {
        documents.enumerated().map { number, document in
            Data(#"{"id":\#(number),"title":"\#(document.title)","text":"\#(document.text)"}"#.utf8) + Data("\n".utf8)
        }.reduce(Data(), +)
    }

    /// Who built each town's bridge, and which river flows through it.
    static var questions: Data {
        towns.indices.map { number in
            """
            {"question":"who built the bridge of \(towns[number].lowercased())","answer":["\(builder(number))"],"tier":1}
            {"question":"which river is \(towns[number].lowercased()) on","answer":["\(river(number))"],"tier":1}

            """
        }.map { Data($0.utf8) }.reduce(Data(), +)
    }

    /// A claim a town, with the title of its page.
    static var claims: Data {
        towns.map { #"{"claim":"\#($0) has a market.","pages":["\#($0)"]}"# + "\n" }.map { Data($0.utf8) }.reduce(
            Data(), +)
    }

    /// Every word of the documents and questions in lower case, letters and digits for all others.
    static let vocabulary: [String] = {
        let text =
            documents.map { $0.title + " " + $0.text }.joined(separator: " ")
            + " " + String(decoding: questions, as: UTF8.self)
        let words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        let characters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "?", "\"", "-"]
        return marks + characters + characters.map { "##\($0)" } + words.subtracting(characters).sorted()
    }()
}
