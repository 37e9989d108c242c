import DemoData
import Testing

@Suite struct RetrievalQuestionsTests {
    @Test func pageTitlesAreUnescaped() {
        #expect(FeverClaim.pageTitle("Elbe_-LRB-river-RRB-") == "Elbe (river)")
        #expect(FeverClaim.pageTitle("A-COLON-_B-SLASH-C_-LSB-d-RSB-") == "A: B/C [d]")
    }

    @Test func claimsWithEvidenceOnAVitalArticleAreKeptOnce() throws {
        var files = SmallSources.rivers
        files[.feverClaims] =
            "1\tThe Elbe is a river.\n2\tThe Rhine is a lake.\n3\tThe Elbe is a river.\n4\tThe Volga sings.\n"
        files[.feverPages] = "1 0 Elbe 2\n1 0 Rhine 2\n2 0 Rhine 2\n3 0 Volga 2\n3 0 Elbe 1\n4 0 Volga 0\n"
        let sources = try SmallSources(files)
        let claims = try FeverClaim.all(in: sources.folder, try DemoCorpus(sources.folder))
        #expect(claims == [FeverClaim(claim: "The Elbe is a river.", pages: ["Elbe", "Volga"])])
    }

    @Test func aGradeThatIsNoNumberIsNamed() throws {
        let sources = try SmallSources([.feverPages: "1 0 Elbe two\n"])
        let corpus = try DemoCorpus(sources.folder)
        #expect(throws: DemoDataProblem.self) { try FeverClaim.all(in: sources.folder, corpus) }
    }
}
