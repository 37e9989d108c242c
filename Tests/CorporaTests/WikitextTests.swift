import Corpora
import Testing

@Suite struct WikitextTests {
    private func text(_ wikitext: String) throws -> String { try #require(Wikitext(Array(wikitext.utf8))).text }

    @Test(arguments: [
        (
            "'''Cap Morel''' is a [[lighthouse]] on the [[Strait of Orne|strait]].\n\nIt was ''lit'' in [[1846]].",
            "Cap Morel is a lighthouse on the strait.\n\nIt was lit in 1846."
        ),
        ("One line\nand the next.", "One line and the next."),
        ("The [[Orne (river)|]] and [[Ships#Sail]].", "The Orne (river) and Ships#Sail."),
        (
            "See [https://example.org the site], [https://example.org/a|b] and https://example.net.",
            "See the site, and https://example.net."
        ),
        ("An array [1] is [ not a link ].", "An array [1] is [ not a link ]."),
    ])
    func emphasisAndLinksLeaveTheirWords(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        (
            "[[File:Lamp.jpg|thumb|A [[lamp]] of 1846]]Text.[[Category:Lamps]]\n[[fr:Phare]]\n[[:Category:Ships]]",
            "Text.\n\nCategory:Ships"
        ),
        ("A [[image:x.png]]B [[ Media : y.ogg | z ]]C", "A B C"),
        (
            "Built in 1843.<ref>{{cite book|title=Lamps}}</ref><ref name=\"a\" /> It burned.<REF name=b>x</ref >",
            "Built in 1843. It burned."
        ),
        ("A<!-- hidden [[x]] {{ -->B<!-- never closed", "AB"),
        ("<gallery>\nA.jpg|a\n</gallery>Words.<math>x^{2}</math>", "Words."),
        ("__NOTOC__Text a__b {{DEFAULTSORT:Morel, Cap}}__NOEDITSECTION__", "Text a__b"),
    ])
    func whatHoldsNoWordsGoes(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        (
            "The tower ({{IPA|fr|tuʁ}}; {{lang-fr|la tour}}) is {{convert|41.5|m|ft}} tall{{fact|date=May 2020}}.",
            "The tower (la tour) is 41.5 m tall."
        ),
        ("Paris ({{IPA|x}}, {{y}}) is {{nowrap|a [[city]]}} ({{circa|52 BC}}) .", "Paris is a city (c. 52 BC) ."),
        (
            "{{Convert|10|to|20|km|mi}}, {{cvt|5|ft|6|in|m}}, {{frac|3|1|2}} and {{frac|2}}",
            "10 to 20 km, 5 ft 6 in, 3 1/2 and 1/2"
        ),
        (
            "{{lang|fr|phare}} {{langx|de|1=Turm}} {{formatnum:12345}}{{snd}}{{Nihongo|lamp|灯|akari}}",
            "phare Turm 12345 – lamp"
        ),
        ("A {{a|{{b|{{c|[[d|e]]}}}}|{{{1|{{{2|}}}}}}}} B {{{3|default}}}", "A B default"),
        (
            "{{Infobox lighthouse\n| name = Cap Morel\n| image = [[File:Cap.jpg|thumb|The {{nowrap|old lamp}}]]\n|}}\n"
                + "It stands.",
            "It stands."
        ),
    ])
    func templatesGoButForThoseThatStandForWords(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        ("Let {{math|''x'' {{=}} 1}} hold.", "Let x = 1 hold."),
        ("{{nowrap|[[Mass–energy equivalence|E=mc²]]}} and [[a|b=c]]", "E=mc² and b=c"),
        ("{{nowrap|{{math|1=x = {{{2|y=z}}}}}}}, {{=}}{{=}}", "x = y=z, =="),
        ("{{nowrap|a=b}}c", "c"),
    ])
    func anEqualsSignInsideIsNoName(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        ("A {{color|red|lamp}} in {{script|Arab|فنار}}.", "A lamp in فنار."),
        ("{{chem|H|2|O}} and {{chem2|CO2}}", "H2O and CO2"),
        ("The {{USS|Enterprise|CV-6}} and {{HMS|Hood}}{{SS|}}.", "The USS Enterprise and HMS Hood."),
        ("{{blockquote|text=It ''burned''.|author=A. Voss}} {{quote|author=x|Lit.|y}}", "It burned. Lit."),
        ("{{Quote| text = It is {{math|a {{=}} b}}.|sign=x}} {{cquote|Lit.|x}}", "It is a = b. Lit."),
    ])
    func templatesShowTheArgumentThatReadersSee(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        ("The main() function, f(;) and a smiley :)", "The main() function, f(;) and a smiley :)"),
        ("The {{fact}} main() function{{fact}} has () and (, a) :)", "The main() function has () and (, a) :)"),
        ("Paris (<ref>x</ref>; [[File:x.ogg]], <math>x</math>) is ([http://x.org]) big.", "Paris is big."),
        ("Ada (born 1815, {{x}}; <ref name=a />) wrote (({{x}})) it ({{nowrap|{{x}}}}).", "Ada (born 1815) wrote it."),
        ("Ada (born 1815;\n{{x}}) and Bob ({{x}}\n) met ({{x}},\nlate).", "Ada (born 1815) and Bob met (late)."),
        ("{{x}}Lamp :)\n\nTower({{x}})s ({{x}})\n\nA :)", "Lamp :)\n\nTower s\n\nA :)"),
    ])
    func onlyParenthesesThatWereLeftEmptyGo(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test(arguments: [
        (
            "Before.\n{| class=\"wikitable\"\n! Year !! Keeper\n|-\n| 1846 || {{flag|France|name=x|}}\n{|\n| inner\n"
                + "|}\n|}\nAfter.",
            "Before.\n\nAfter."
        ),
        ("A<table><tr><td>x<table>y</table></td></tr></table>B", "AB"),
        ("{{tpl|a=\n{|\n| never closed\n}}Words.", "Words."),
    ])
    func tablesGo(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test func headingsAndSectionsWithoutProseGo() throws {
        let page = """
            Lead.
            == History ==
            Built.
            ===Fire===
            Burned.
            == References ==
            {{reflist}}
            * Book.
            === Web ===
            * Page.
            == Legacy <!-- of it --> ==
            Shown.
            ==See also==
            * [[Ferry]]
            """
        #expect(try text(page) == "Lead.\n\nBuilt.\n\nBurned.\n\nShown.")
    }

    @Test func itemsBecomeParagraphs() throws {
        let list = "Keepers:\n* [[A. Voss]]\n** his son\n# one\n; term : meaning\n: indented\n----\nAfter."
        #expect(
            try text(list)
                == "Keepers:\n\nA. Voss\n\nhis son\n\none\n\nterm : meaning\n\nindented\n\nAfter.")
    }

    @Test func tagsGoAndTheirContentStays() throws {
        #expect(
            try text("H<sub>2</sub>O<br />and<div class=\"x\">block</div>a < b and c<d<span>.</span>")
                == "H2O and\n\nblock\n\na < b and c<d.")
        #expect(
            try text("<nowiki>[[not a link]] '''x''' {{y}} &amp;</nowiki> &lt;ref&gt;")
                == "[[not a link]] '''x''' {{y}} & <ref>")
    }

    @Test func referencesToCharactersAreReplacedOnce() throws {
        #expect(
            try text("5&nbsp;km &ndash; &eacute; &amp;lt; &#x27;&unknown; {{abbr|a&#124;b|c}}")
                == "5 km – é &lt; '&unknown; a|b")
    }

    @Test(arguments: [
        (
            "{{Infobox\n| name = Cap\nThe lamp [[Orne|burns.\n\nIt is {{convert|3|m. bright",
            "The lamp burns.\n\nIt is"
        ),
        ("a }} b ]] c |} d ]", "a b c |} d ]"),
        ("A [[File:x.jpg|thumb|never closed\n\nB", "A\n\nB"),
        ("A<ref>never closed\nB<ref>nor this\nC", "A B C"),
        ("A {| border=1\n| cell\nB", "A\n\nB"),
        ("A [[b {{c]] d}} e]] f", "A b e f"),
        ("''''four'''' '''{{six}}'''", "'four'"),
        ("", ""),
        ("{{only|a template}}", ""),
    ])
    func whatIsNotClosedLosesItsMarksOnly(wikitext: String, expected: String) throws {
        #expect(try text(wikitext) == expected)
    }

    @Test func pagesThatOnlyTellMeaningsAreKnown() throws {
        func isDisambiguation(_ text: String) throws -> Bool {
            try #require(Wikitext(Array(text.utf8))).isDisambiguation
        }
        #expect(try isDisambiguation("'''Morel''' may refer to:\n* [[Cap Morel]]\n{{disambiguation|geo}}"))
        #expect(try isDisambiguation("{{Human name_disambiguation}}"))
        #expect(try isDisambiguation("{{dab}}"))
        #expect(try !isDisambiguation("The [[lamp]]{{disambiguation needed|date=May 2020}} burns."))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(Wikitext([0x63, 0x61, 0x66, 0xE9]) == nil)
    }

    @Test(arguments: [
        "{{", "}}", "[[", "]]", "{|\n", "|}", "<ref>", "<table>", "</table>", "<!--", "<", "&", "(", ")", "''", "=",
        "__",
        "[http://a ", "{{{", "{{a|", "[[a|", "{{a}}", "\n", "<nowiki>", "( ;", "{{nowrap|",
    ])
    func hostilePagesEnd(piece: String) throws {
        _ = try text(String(repeating: piece, count: 60_000))
        _ = try text(String(repeating: piece, count: 200) + "words" + String(repeating: "}}]]|}", count: 200))
    }
}
