public import Corpora

/// Sixty-four short documents about sixteen towns, in which names and years return, so that one document can tell what
/// another leaves out.
public enum TinyTexts {
    static let towns = [
        "Albury", "Brenford", "Calder", "Dunmore", "Elsworth", "Farley", "Garston", "Hadley", "Ilmore", "Jarrow",
        "Kelby", "Larkhill", "Marlow", "Norbury", "Oakham", "Penrith",
    ]
    static let people = [
        "Ada Winter", "Ben Carver", "Clara Moss", "David Thorn", "Edith Lowe", "Frank Harbour", "Grace Nye",
        "Henry Stone", "Ida Brook", "John Marsh", "Kate Fell", "Leo Hart", "Mary Dale", "Noel Pike", "Olive Reed",
        "Peter Vale",
    ]
    static let rivers = ["Wend", "Sarn", "Tille", "Orr"]

    private static func town(_ number: Int) -> String { towns[number % towns.count] }
    private static func person(_ number: Int) -> String { people[number % people.count] }
    private static func river(_ number: Int) -> String { rivers[number % rivers.count] }
    private static func year(_ number: Int) -> String { String(1804 + 3 * (number % towns.count)) }

    /// Four documents for each town: the town, its miller, its bridge, its fire.
    public static let documents: [Document] = (0..<towns.count).flatMap { n in
        [
            document(
                "\(town(n))", n, "town",
                "\(town(n)) is a town on the river \(river(n)). The mill of \(town(n)) was built by \(person(n)) in "
                    + "\(year(n)). Each autumn the people of \(town(n)) meet those of \(town(n + 1)) at the fair."),
            document(
                "\(person(n))", n, "person",
                "\(person(n)) was born in \(town(n + 3)). In \(year(n)) the mill of \(town(n)) made \(person(n)) known. "
                    + "Later \(person(n)) taught young \(person(n + 1)) to draw in \(town(n + 5))."),
            document(
                "Bridge of \(town(n))", n, "bridge",
                "The old bridge of \(town(n)) crosses the river \(river(n)). It was drawn by \(person(n + 2)) and opened in "
                    + "\(year(n + 2)). A flood broke two of its arches when \(person(n + 4)) was mayor of \(town(n))."),
            document(
                "Fire of \(town(n + 6))", n, "fire",
                "In \(year(n)) a fire burned the market of \(town(n + 6)). After it \(person(n)) gave the town a new hall. "
                    + "The hall of \(town(n + 6)) was finished by \(person(n + 1)) two years later."),
        ]
    }

    private static func document(_ title: String, _ number: Int, _ kind: String, _ text: String) -> Document {
        Document(id: "\(kind)-\(number)", title: title, text: text)
    }

    /// Questions that the documents answer.
    public static let questions: [(text: String, answer: String)] = (0..<towns.count).map { n in
        n.isMultiple(of: 2)
            ? ("Who built the mill of \(town(n))?", person(n))
            : ("Where was \(person(n)) born?", town(n + 3))
    }
}
