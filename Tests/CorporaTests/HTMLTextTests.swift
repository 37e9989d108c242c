import Corpora
import Foundation
import Randomness
import Testing

@Suite struct HTMLTextTests {
    private let page = """
        <!DOCTYPE html><html><head><meta charset="utf-8"><title>Cap&nbsp;Morel &amp; its
        light</title><style>p > a { color: red }</style><script>if (a < b) document.write("<p>no</p>")</script></head>
        <body class='a>b'><!-- <p>no</p> --><h1>The light</h1><p>Built in&#32;1843 by <b>J.</b> R. Aub<i>in</i>.<br/>
        Caf&eacute; &#x2014; 1 &lt; 2 &#150; a < b &unknown; &amp;lt;<p>Second<ul><li>one<li>two</ul>
        <table><tr><th>Year<td>1990</tr><tr><td>Visitors<td>12</table><svg><title>no</title></svg>end</body></html>
        """

    @Test func aPageBecomesItsWords() {
        let read = HTMLText(page)
        #expect(read.title == "Cap Morel & its light")
        #expect(
            read.text.components(separatedBy: "\n\n") == [
                "The light", "Built in 1843 by J. R. Aubin.\nCafé — 1 < 2 – a < b &unknown; &lt;", "Second", "one",
                "two",
                "Year 1990", "Visitors 12", "end",
            ])
    }

    @Test func theFirstHeadingStandsInForATitle() {
        #expect(HTMLText("<p>a<h1>The <b>light</b></h1><h1>Other</h1>").title == "The light")
        #expect(HTMLText("<title> </title><H1>The light</H1>").title == "The light")
        #expect(HTMLText("<p>a").title == nil)
    }

    @Test func unclosedElementsAreRead() {
        #expect(HTMLText("a<script>b").text == "a")
        #expect(HTMLText("<title>a<p>b").text == "a\n\nb")
        #expect(HTMLText("<title>x<script>a</script>b").text == "xb")
        #expect(HTMLText("a<!-- b").text == "a")
        #expect(HTMLText("a<!-->b").text == "ab")
        #expect(HTMLText("a<b c=\"d>e").text == "ae")
        #expect(HTMLText("a<b").text == "a")
        #expect(HTMLText("a <").text == "a <")
        #expect(HTMLText("<svg><p>a</SVG >b").text == "b")
        #expect(HTMLText("&#0;&#1114112;&#xD800;&;&").text == "\u{FFFD}&#1114112;&#xD800;&;&")
    }

    @Test func drawingsAndFormulasMayBeOneTag() {
        #expect(HTMLText("a<svg class=\"i\"/>b<math />c<svg><p>d</svg>").text == "abc")
        #expect(HTMLText("a<script src=\"a.js\"/>b</script>c").text == "ac")
    }

    @Test func anyElementOfXHTMLMayBeOneTag() {
        let page = "<title/><script src=\"a.js\"/><h1/><h1>The light</h1><p>Words<iframe/><script>no</script> end</p>"
        let read = HTMLText(page, isXML: true)
        #expect(read.title == "The light" && read.text == "The light\n\nWords end")
    }

    @Test func anyBytesAreRead() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2_000 {
            let damaged = Samples.damaged(Array(page.utf8), using: &generator)
            #expect(HTMLText(String(decoding: damaged, as: UTF8.self)).text.utf8.count <= 2 * page.utf8.count)
        }
    }

    @Test(arguments: [
        "<", "<!", "<!--", "<a \"", "<a b='", "<title>", "<script>", "</", "&", "<p", "<svg><title>", "<h1>",
    ])
    func repeatedMarksAreReadInOnePass(mark: String) {
        #expect(HTMLText(String(repeating: mark, count: 100_000)).text.utf8.count <= 400_000)
    }
}
