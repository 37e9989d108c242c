import DemoData
import Foundation
import Testing

@Suite struct DemoCorpusTests {
    @Test func passagesAreCleanedAndNumberedSourceAfterSource() throws {
        let sources = try SmallSources(SmallSources.rivers)
        let corpus = try DemoCorpus(sources.folder)
        #expect(
            corpus.passages == [
                Passage(
                    id: 0, title: "Elbe",
                    text: "The Elbe rises in the Giant Mountains and reaches the North Sea at Cuxhaven.", source: .vital
                ),
                Passage(
                    id: 1, title: "Volga", text: "The Volga (Russian: Волга) is the longest river in Europe.",
                    source: .vital),
                Passage(
                    id: 2, title: "Elbe", text: "DRESDEN, on the upper Elbe, a river port, trades.", source: .boolq),
                Passage(id: 3, title: "", text: "The city's bridges (nine) span 61.5 m.", source: .squad),
            ])
    }

    @Test func questionsAboutADuplicateAreAboutWhatStandsForIt() throws {
        let sources = try SmallSources(SmallSources.rivers)
        let corpus = try DemoCorpus(sources.folder)
        let questions = try BoolQQuestion.all(in: sources.folder, corpus)
        #expect(questions.map(\.gold) == [[2], [2], [2]])
        #expect(questions.map(\.title) == ["Elbe", "Elbe", "Elbe"])
    }

    @Test func aParagraphWithoutATitleIsNamed() throws {
        let sources = try SmallSources([.boolQ: #"{"question": "is it so", "passage": "It is so."}"#])
        #expect(throws: DemoDataProblem.self) { try DemoCorpus(sources.folder) }
    }

    @Test(.enabled(if: SourceFolder.downloaded != nil, "scripts/get-data has not been run"))
    func theRealSourcesGiveTheNamedPassages() throws {
        let sources = try #require(SourceFolder.downloaded)
        let corpus = try DemoCorpus(sources)
        #expect(corpus.passages.count == 22_963)
        try corpus.check()
        #expect(try FeverClaim.all(in: sources, corpus).count == 840)
        #expect(try BoolQQuestion.all(in: sources, corpus).count == 15_942)
    }
}

extension SourceFolder {
    /// The folder that `scripts/get-data` fills, when it has.
    static var downloaded: SourceFolder? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let cache =
            ProcessInfo.processInfo.environment["PYRAMIDION_CACHE"].map { URL(filePath: $0) }
            ?? root.appending(path: ".cache")
        let folder = cache.appending(path: "data/sources")
        return FileManager.default.fileExists(atPath: folder.path) ? SourceFolder(url: folder) : nil
    }
}
