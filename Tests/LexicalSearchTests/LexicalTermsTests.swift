import LexicalSearch
import Randomness
import Testing

@Suite struct LexicalTermsTests {
    @Test(arguments: [
        ("The Obelisk of Axum", ["the", "obelisk", "of", "axum"]),
        ("Cléopâtre's 2 obelisks, 21.4 m", ["cleopatre", "s", "2", "obelisks", "21", "4", "m"]),
        ("cafe\u{301} CAFÉ", ["cafe", "cafe"]),
        ("STRASSE Straße STRAẞE", ["strasse", "strasse", "strasse"]),
        ("ΣΊΣΥΦΟΣ Σίσυφος", ["σισυφοσ", "σισυφοσ"]),
        ("ﬁnal Ⅷ x² ½", ["final", "viii", "x2", "1", "2"]),
        ("İstanbul ısı", ["istanbul", "ısı"]),
        ("snake_case—dash…dots", ["snake", "case", "dash", "dots"]),
        ("東京 タワー", ["東京", "タワー"]),
        ("हिन्दी", ["हनद"]),
        ("\u{FEFF}pyra\u{AD}midion zero\u{200D}width, zero\u{200C}width", ["pyramidion", "zerowidth", "zerowidth"]),
        ("🗿\u{0}\u{FFFD}\"'*()", []),
        ("", []),
    ])
    func textsGiveTheirTerms(_ text: String, _ terms: [String]) {
        #expect(LexicalTerms.terms(of: text) == terms)
    }

    @Test func termsOfTermsAreThemselves() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<3000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<20, using: &random) {
                let limit: UInt32 = [0x80, 0x800, 0x3000, 0x11_0000].randomElement(using: &random) ?? 0x80
                Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)).map { text.append($0) }
            }
            let terms = LexicalTerms.terms(of: String(text))
            #expect(!terms.contains(""))
            #expect(LexicalTerms.terms(of: terms.joined(separator: " ")) == terms)
        }
    }
}
