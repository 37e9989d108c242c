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
