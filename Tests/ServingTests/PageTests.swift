import Corpora
import Foundation
import HTTPTypes
import Serving
import Testing

@Suite struct PageTests {
    private static let html: HTTPFields = [.accept: "text/html"]

    @Test func aQuestionHasAnAddressAndAPage() async throws {
        let server = try TestServer(nil) { $0.examples = ["Who built the mill of Kelby & Albury?"] }
        let start = try await server.get("/")
        #expect(start.headers[.contentType] == "text/html; charset=utf-8")
        #expect(start.text.contains("href=\"/?q=Who%20built%20the%20mill%20of%20Kelby%20%26%20Albury%3F\""))
        #expect(start.text.contains("Who built the mill of Kelby &amp; Albury?"))
        let page = try await server.get("/?q=Who+built+the+mill+of+Kelby%3F&k=3&method=hybrid")
        #expect(page.status == 200)
        #expect(page.text.contains("value=\"Who built the mill of Kelby?\""))
        #expect(page.text.contains("<option value=\"hybrid\" selected>"))
        #expect(page.text.contains("class=\"best\"") && page.text.contains("class=\"sentence\""))
        #expect(page.text.components(separatedBy: "<mark>").count > 2)
        #expect(page.text.contains("index generation 1"))
        #expect(!page.text.contains("{{"))
    }

    /// What is marked on the page is the answer, byte by byte as the API tells it.
    @Test func theMarkStandsOnTheAnswer() async throws {
        let server = try TestServer()
        let reply = try await server.post("/v1/answers", #"{"question": "Where was Clara Moss born?", "count": 1}"#)
        let results = try #require(reply.json["results"] as? [[String: Any]])
        let answer = try #require((results[0]["answers"] as? [[String: Any]])?.first)
        let text = try #require(answer["text"] as? String)
        let page = try await server.get("/?q=Where+was+Clara+Moss+born%3F")
        #expect(page.text.contains("<mark>\(EscapedHTML().escapeText(text))</mark>"))
        let block = try #require(answer["block"] as? Int)
        let start = try #require(answer["start"] as? Int)
        let end = try #require(answer["end"] as? Int)
        let passage = try await server.get("/blocks/\(block)?start=\(start)&end=\(end)")
        #expect(passage.text.contains("<mark>\(EscapedHTML().escapeText(text))</mark>"))
        #expect(passage.text.contains("Nearest in the space of the retriever"))
    }

    @Test func whatTheCorpusHoldsIsNeverMarkup() async throws {
        let server = try TestServer()
        let hostile = try await server.get("/corpus?q=miller+alert+signed+script&method=bm25")
        #expect(hostile.text.contains("&lt;script&gt;alert(&quot;text&quot;)&lt;/script&gt;"))
        let store = try ServedProject.shared.get().store
        let block = try #require((0..<store.count).first { store.title(of: $0).contains("<script>") })
        let search = "/corpus?q=miller+alert+signed+script&method=bm25"
        for path in [search, "/blocks/\(block)", "/?q=alert+script&method=bm25&k=20"] {
            let page = try await server.get(path).text
            #expect(!page.contains("<script>") && !page.contains("<img src=x"), "\(path)")
        }
    }

    @Test func whatIsAskedIsNeverMarkup() async throws {
        let server = try TestServer()
        for attack in ["\"><script>alert(1)</script>", "\"\u{301} autofocus onfocus=alert(1) x=\"", "'><img src=x>"] {
            let value = try #require(
                attack.addingPercentEncoding(
                    withAllowedCharacters: CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyz")))
            for path in ["/?q=", "/fill?text=", "/corpus?q="] {
                let page = Array(try await server.get(path + value).text.utf8)
                let text = String(decoding: page, as: UTF8.self)
                #expect(!text.contains("<script>alert") && !text.contains("<img src=x"))
                // No quotation mark of the attack stands as itself, not even below an accent.
                let scalars = Array(text.unicodeScalars)
                #expect(!zip(scalars, scalars.dropFirst()).contains { $0 == "\"" && $1 == "\u{301}" })
            }
        }
        #expect(EscapedHTML().escapeText("<\u{301}a\"\u{301}'&>") == "&lt;\u{301}a&quot;\u{301}&#39;&amp;&gt;")
    }

    @Test func aQuestionThatCannotBeAskedIsToldOnThePage() async throws {
        let server = try TestServer()
        let long = try await server.get("/?q=" + String(repeating: "who+", count: 60))
        #expect(long.status == 422 && long.text.contains("role=\"alert\">the question has 60 word pieces"))
        #expect(try await server.get("/?q=who&k=0").text.contains("expected a whole number from 1 to 100"))
        let mask = try await server.get("/fill?text=none")
        #expect(mask.status == 422 && mask.text.contains("has no [MASK]"))
        let lost = try await server.get("/nothing", Self.html)
        #expect(lost.status == 404 && lost.text.contains("<h1>Not Found</h1>"))
        #expect(try await server.get("/blocks/999999", Self.html).text.contains("there is no block 999999"))
    }

    @Test func aBlankIsFilledWithAndWithoutPassages() async throws {
        let server = try TestServer()
        let start = try await server.get("/fill")
        #expect(start.text.contains("/fill?text=The%20%5BMASK%5D%20at%20the%20top%20of%20the%20pyramid"))
        let page = try await server.get("/fill?text=The+mill+of+%5BMASK%5D+was+built")
        #expect(page.status == 200 && page.text.contains("With passages") && page.text.contains("No passage (the null"))
    }

    @Test func trainingIsDrawnAndTabulated() async throws {
        let project = try ServedProject()
        let server = try TestServer(project) { $0.runs = [("pretrain", project.run)] }
        #expect(try await server.get("/training").text.contains("There is no training run"))
        #expect(try await server.get("/training.svg?run=pretrain").status == 404)
        try project.logTraining()
        let page = try await server.get("/training")
        #expect(page.text.contains("Latest figures, step 5") && page.text.contains("/training.svg?run=pretrain"))
        let plot = try await server.get("/training.svg?run=pretrain")
        #expect(plot.headers[.contentType] == "image/svg+xml" && plot.text.contains("Loss"))
        #expect(try await server.get("/training.svg?run=../../etc").status == 404)
    }

    @Test func marksAreCutAtTheTextsEnds() {
        let parts = MarkedParts("Zoë built it", marking: 0..<4)
        #expect(parts.marked == "Zoë" && parts.after == " built it" && parts.hasMark)
        #expect(MarkedParts("short", marking: 3..<99).marked == "rt")
        #expect(MarkedParts("short", marking: 50..<99).before == "short")
        #expect(!MarkedParts("", marking: 0..<0).hasMark)
    }

    @Test func labelsAreThereForThoseWhoDoNotSee() async throws {
        let server = try TestServer()
        for path in ["/", "/fill", "/corpus", "/training", "/?q=Who+built+the+mill%3F", "/blocks/1"] {
            let page = try await server.get(path).text
            #expect(page.contains("<html lang=\"en\">") && page.contains("<main id=\"main\">"), "\(path)")
            #expect(page.components(separatedBy: "<h1>").count == 2, "\(path)")
            for id in page.matches(of: /<(?:input|select) id="(\w+)"/).map(\.1) {
                #expect(page.contains("<label for=\"\(id)\">"), "\(path) \(id)")
            }
            #expect(!page.replacing(/<meter[^>]*aria-label/, with: "").contains("<meter"), "\(path)")
        }
    }
}
