import DemoData
import Foundation

/// A folder of sources with the files that a test names, all others empty; removed when the test ends.
final class SmallSources {
    let url: URL
    let folder: SourceFolder

    init(_ contents: [SourceFolder.File: String]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "sources-\(UUID().uuidString)")
        folder = SourceFolder(url: url)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for file in SourceFolder.File.allCases {
            let empty = file == .wikipediaLeads ? "{}" : ""
            try Data((contents[file] ?? empty).utf8).write(to: url.appending(path: file.rawValue))
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Two articles about rivers, a paragraph about one of them twice, and one without a title.
    static let rivers: [SourceFolder.File: String] = [
        .wikipediaLeads: """
        {"Volga": {"title": "Volga", "extract": "The Volga (; Russian: Волга) is the longest river in Europe."},
         "Elbe": {"title": "Elbe", "extract": "The Elbe () rises in the Giant Mountains and reaches the North Sea at Cuxhaven ."}}
        """,
        .boolQ: """
        {"question": "does the elbe flow through dresden", "passage": "Elbe -- Dresden, on the ``upper'' Elbe -- a river port -- trades."}
        {"question": "is dresden a river port", "passage": "Elbe -- Dresden, on the ``upper'' Elbe -- a river port -- trades."}
        {"question": "is dresden on a river", "passage": "Elbe -- DRESDEN, on the upper Elbe, a river port, trades."}
        """,
        .disflQA: """
        {"passage": "The city ' s bridges ( nine ) span 61 . 5 m .", "question": "How many no which bridges ?", "answer": "nine"}
        """,
    ]
}
