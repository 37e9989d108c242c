import Corpora
import Foundation
import Randomness
import Testing

@Suite struct MarkdownTextTests {
    @Test func aPageBecomesItsWords() {
        let page = MarkdownText(
            """
            ---
            layout: page
            ---
            The light
            =========

            Built in *1843* by **J. R. Aubin**, see [the plans](https://example.org/a_(b).pdf "Plans")
            and ![a photograph](light.jpg). Call `light_on()`; it isn't 2 * 3 nor snake_case.[^1]

            ## Visits ##
            > Open daily &mdash; except
            > Mondays.

            - [x] Bring *shoes*
            1. Pay <b>here</b> or write to <mail@example.org>

            | Year | Visitors |
            |------|:--------:|
            | 1990 | 1,200    |

            ```swift
            let light = *lamp
            ```
            ***
            The end\\*.

            [ref]: https://example.org
            """)
        #expect(page.title == "The light")
        #expect(
            page.text.components(separatedBy: "\n\n") == [
                "Built in 1843 by J. R. Aubin, see the plans\nand a photograph. Call light_on(); it isn't 2 * 3 nor"
                    + " snake_case.",
                "Visits", "Open daily — except\nMondays.", "Bring shoes", "Pay here or write to mail@example.org",
                "Year, Visitors", "1990, 1,200", "let light = *lamp", "The end*.",
            ])
    }

    @Test func windowsLineEndsMakeNoDifference() {
        let page = MarkdownText("# A\r\n\r\nB\r\nc\r\n\r\nD")
        #expect(page.title == "A" && page.text == "B\nc\n\nD")
    }

    @Test func unclosedMarksAreCharacters() {
        #expect(MarkdownText("a [b (c `d <e ~5 <5 &x").text == "a [b (c `d <e ~5 <5 &x")
        #expect(MarkdownText("```\ncode *a*\n").text == "code *a*\n")
        #expect(MarkdownText("---\nno end").text == "no end")
        #expect(MarkdownText("").title == nil)
    }

    @Test(arguments: [
        ("It was built in\n1843. Later it burned.", "It was built in\n1843. Later it burned."),
        ("Two reasons:\n1. Fog\n2. Rocks", "Two reasons:\n\nFog\n\nRocks"),
        ("Two reasons:\n1) Fog\n\n2) Rocks", "Two reasons:\n\nFog\n\nRocks"),
        ("Steps\n\n7. Lift\n8. Lower", "Steps\n\nLift\n\nLower"),
        ("- Built in\n  1843. It burned.\n- Sold", "Built in\n1843. It burned.\n\nSold"),
        ("> 1. Fog\n> 2. Rocks\n>    in the\n>    3. Sea", "Fog\n\nRocks\nin the\n3. Sea"),
        ("1. Fog\n   - Rocks\n2. Sea\n--\n3. Land", "Fog\n\nRocks\n\nSea\n--\n\nLand"),
        ("- Fog\n---\nIn\n1843. Rocks", "In\n1843. Rocks"),
    ])
    func aNumberInsideAParagraphBeginsNoListUnlessItIsOne(markdown: String, expected: String) {
        #expect(MarkdownText(markdown).text == expected)
    }

    @Test(arguments: [
        ("> ```sh\n> make\n>   *all*\n> ```\n\n# Next", "make\n  *all*"),
        ("> > ~~~\n> > > a\n> >\n> > b\n> > ~~~\n# Next", "> a\n\nb"),
        ("> ```\n> never closed\n\n# Next\n\n*Words*", "never closed\n\nWords"),
        ("```\n> ```\n```\n# Next", "> ```"),
    ])
    func codeInAQuotationEndsInIt(markdown: String, expected: String) {
        let page = MarkdownText(markdown)
        #expect(page.title == "Next" && page.text == expected)
    }

    @Test func codeBetweenWordsOpensNoBlock() {
        #expect(MarkdownText("```make``` builds it.\n\n*All*").text == "make builds it.\n\nAll")
        #expect(MarkdownText("~~~ `sh`\n*make*\n~~~\n*All*").text == "*make*\n\nAll")
    }

    @Test(arguments: [
        ("[Note]: back up before you start.", "[Note]: back up before you start."),
        ("[Note]:", "[Note]:"),
        ("[a]: https://example.org\n[b]: <c d.md> \"The plans\"\n[e]:f.md 'x y'\n[g]: h (i)\n[^1]: a note", ""),
        ("[a]: https://example.org \"", "[a]: https://example.org \""),
    ])
    func onlyTargetsOfLinksGo(markdown: String, expected: String) {
        #expect(MarkdownText(markdown).text == expected)
    }

    @Test func anyTextIsRead() {
        var generator = SeededGenerator(seed: 5)
        let parts = [
            "[", "]", "(", ")", "`", "``", "*", "_", "<", ">", "#", "# ", "|", "-", "---\n", "\n", "&amp;", "\\", "a",
            "é", "!", "^", "```\n",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<40, using: &generator) {
                text += parts.randomElement(using: &generator) ?? ""
            }
            _ = MarkdownText(text).text
        }
        for part in parts { #expect(MarkdownText(String(repeating: part, count: 50_000)).text.utf8.count <= 300_000) }
    }
}
