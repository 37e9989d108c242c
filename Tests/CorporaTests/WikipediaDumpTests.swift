import Corpora
import DurableFiles
import Foundation
import Randomness
import Testing

@Suite struct WikipediaDumpTests {
    private static let head = """
        <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">
          <siteinfo>
            <sitename>Wikipedia</sitename>
            <namespaces>
              <namespace key="-2" case="first-letter">Medium</namespace>
              <namespace key="0" case="first-letter" />
              <namespace key="6" case="first-letter">Datei</namespace>
              <namespace key="14" case="first-letter">Kategorie</namespace>
            </namespaces>
          </siteinfo>

        """
    private static let tail = "</mediawiki>\n"

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func page(
        _ id: Int, _ title: String, _ text: String, namespace: Int = 0, redirect: String? = nil,
        model: String = "wikitext"
    ) -> String {
        """
          <page>
            <title>\(escaped(title))</title>
            <ns>\(namespace)</ns>
            <id>\(id)</id>
        \(redirect.map { "    <redirect title=\"\(escaped($0))\" />\n" } ?? "")    <revision>
              <id>\(1000 + id)</id>
              <contributor><username>Voss</username><id>7</id></contributor>
              <comment>/* History */ &lt;3</comment>
              <model>\(model)</model>
              <format>text/x-wiki</format>
              <text bytes="\(text.utf8.count)" xml:space="preserve">\(escaped(text))</text>
            </revision>
          </page>

        """
    }

    private static let article = page(
        12, "Cap Morel & Orne", "'''Cap Morel''' is \"a [[lighthouse]]\"<ref>V.</ref> &amp; more.[[Datei:x.jpg|mini]]")

    private func read(
        _ bytes: some Sequence<UInt8>, strict: Bool = false, limits: ReadLimits = ReadLimits(),
        named name: String? = nil
    ) throws -> (documents: [Document], report: ReadReport) {
        let folder = try TemporaryFolder()
        let file = try folder.write(bytes, to: name ?? "pages-articles.xml")
        var documents: [Document] = []
        let report = try DocumentReader(file, strict: strict, limits: limits).forEach { documents.append($0) }
        return (documents, report)
    }

    private func read(_ text: String) throws -> (documents: [Document], report: ReadReport) { try read(text.utf8) }

    @Test func articlesAreReadAndOtherPagesAreCounted() throws {
        let (documents, report) = try read(
            Self.head + Self.article + Self.page(13, "Morel", "#REDIRECT [[Cap Morel]]", redirect: "Cap Morel")
                + Self.page(14, "Talk:Cap Morel", "Is it tall?", namespace: 1)
                + Self.page(15, "Cap", "'''Cap''' may mean:\n* [[Cap Morel]]\n{{disambiguation}}")
                + Self.page(16, "Orne (disambiguation)", "Orne may mean many things.")
                + Self.page(17, "List of lighthouses", "* [[Cap Morel]]")
                + Self.page(18, "Index of lamps", "* A") + Self.page(19, "Outline of fog", "* B")
                + Self.page(20, "Data", "{}", model: "json") + Self.page(21, "Old", "\n#redirect [[New]]")
                + Self.page(22, "Listing", "Ships list.") + Self.tail)
        #expect(
            documents == [
                Document(id: "12", title: "Cap Morel & Orne", text: "Cap Morel is \"a lighthouse\" & more."),
                Document(id: "22", title: "Listing", text: "Ships list."),
            ])
        #expect(report.documents == 2 && report.problemCount == 0)
        #expect(report.skipped.redirects == 2)
        #expect(report.skipped.otherNamespaces == 2)
        #expect(report.skipped.disambiguations == 2)
        #expect(report.skipped.lists == 3)
        #expect(report.skipped.count == 9)
    }

    @Test(arguments: ["enwiki-pages-articles-multistream.xml.bz2", "enwiki-pages-articles1.xml-p1p41242.bz2"])
    func dumpsOfSeveralStreamsAreRead(name: String) throws {
        var bytes: [UInt8] = []
        for part in [Self.head, Self.article + Self.page(13, "Fog", "Grey."), Self.page(14, "Sea", "Blue."), Self.tail]
        {
            bytes += try compressed(part)
        }
        let (documents, _) = try read(bytes, named: name)
        #expect(documents.map(\.id) == ["12", "13", "14"])
    }

    private func compressed(_ text: String) throws -> Data {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "part")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["bzip2", file.path]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: folder.url.appending(path: "part.bz2"))
    }

    @Test func partsOfADumpAreReadToo() throws {
        #expect(try read(Self.article + Self.page(13, "Fog", "Grey.")).documents.map(\.id) == ["12", "13"])
    }

    @Test func allOfXMLThatProgramsWriteIsRead() throws {
        let (documents, report) = try read(
            """
            <?xml version="1.0" encoding="utf-8"?><!DOCTYPE mediawiki>
            <!-- <page> -- > --><mediawiki>
            <page ><ns/><title
            >A &#x3E; B&apos;</title><id>5</id><revision><text>First.</text></revision
            ><revision><text xml:space='a>b'>Second <![CDATA[& [[link]] <]]>i> ]]&gt; &copy;</text></revision></page>
            <page><title>Hidden</title><id>6</id><revision><text deleted="deleted" /></revision></page>
            </mediawiki> behind the end <
            """)
        #expect(
            documents == [
                Document(id: "5", title: "A > B'", text: "Second & link > ©"),
                Document(id: "6", title: "Hidden", text: ""),
            ])
        #expect(report.problemCount == 0)
    }

    @Test func aPageThatCannotBeReadIsNamedWithItsLine() throws {
        let long = Self.page(13, "Long", String(repeating: "Fog. ", count: 3_000))
        let foreign = Array(Self.page(14, "Latin", "caf#").utf8).map { $0 == UInt8(ascii: "#") ? 0xE9 : $0 }
        let bytes = Array((Self.head + Self.article + long).utf8) + foreign + Array((Self.article + Self.tail).utf8)
        let limits = ReadLimits(largestFile: 10_000)
        let (documents, report) = try read(bytes, limits: limits)
        #expect(documents.map(\.id) == ["12"])
        #expect(
            report.problems.map(\.reason) == [
                "the page \"Long\" was left out: its text is longer than 10000 bytes",
                "the page \"Latin\" was left out: its text is not UTF-8",
                "the page \"Cap Morel & Orne\" was left out: its id 12 was used by an earlier page",
            ])
        #expect(report.problems.map(\.line) == [24, 37, 50])
        #expect {
            try read(bytes, strict: true, limits: limits)
        } throws: { error in
            (error as? ReadReport.Problem)?.line == 24
        }
    }

    @Test(arguments: [
        ("<html><body>", "is no Wikipedia dump, which begins with <mediawiki>; other XML is not read"),
        ("words", "is no Wikipedia dump, which begins with <mediawiki>; other XML is not read"),
        (
            "<!DOCTYPE x [<!ENTITY a \"b\">]><mediawiki>",
            "line 1: declares entities or elements of its own, which is not read; expected a Wikipedia dump"
        ),
        ("<mediawiki>\n< page>", "line 2: a < begins no tag; the file is damaged or no XML"),
        ("<mediawiki>\n<page>\n<title>A</title><page>", "line 3: a page begins before \"A\" has ended"),
        (
            "<mediawiki>\n<page>\n<title>A</title>\n",
            "line 4: the file ends inside the page \"A\", which begins at line 2; copy or download it again"
        ),
        ("<mediawiki>\n<page></page>", "line 2: the file ends before </mediawiki>; copy or download it again"),
        ("<mediawiki><page", "line 1: the file ends inside a tag; copy or download it again"),
    ])
    func aFileThatIsNoWholeDumpIsRefused(content: String, reason: String) {
        let problem = #expect(throws: FileProblem.self) { try read(content) }
        #expect(problem?.reason == reason)
    }

    @Test func anEnormousTagIsRefused() {
        let problem = #expect(throws: FileProblem.self) {
            try read("<mediawiki>" + "<a b=\"" + String(repeating: "x", count: 100_000))
        }
        #expect(problem?.reason == "line 1: a tag is longer than 65536 bytes; the file is damaged or no XML")
    }

    @Test func manyPagesComeInTheirOrder() throws {
        let pages = (0..<9_000).map { Self.page($0, "Page \($0)", "Text '''\($0)'''.") }.joined()
        let (documents, _) = try read(Self.head + pages + Self.tail)
        #expect(documents.map(\.text) == (0..<9_000).map { "Text \($0)." })
    }

    @Test func damagedDumpsAreReadOrRefused() throws {
        var random = SeededGenerator(seed: 32)
        let whole = Array(
            (Self.head + Self.article + Self.page(13, "Morel", "", redirect: "Cap Morel") + Self.tail).utf8)
        for _ in 0..<1_000 {
            var bytes = Samples.damaged(whole, using: &random)
            if Bool.random(using: &random) {
                bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            }
            do { _ = try read(bytes) } catch { #expect(error is FileProblem) }
        }
    }
}
