#!/usr/bin/env python3
"""Uses the page as a person does, in a real browser: asks, reads, fills a blank, searches, looks at the training.

    browser.py [--address http://127.0.0.1:8080] [--ask QUESTION ...]

Needs Debian's package chromium. Pictures are kept in .cache/server-tests/screenshots.
"""
import sys

import chromium
import questions
from checks import Checks, options

check = Checks("browser")


def examples(page, given, file):
    """Three questions: those given, those that the page offers, or some for development."""
    page.goto("/")
    offered = page.locator(".examples a").all_inner_texts()
    wanted = given + [question for question in offered if question not in given]
    return (wanted + (questions.read(file)[:3] if len(wanted) < 3 else []))[:3]


def ask(page, question):
    """Types a question into the page's field and waits for the reply."""
    page.goto("/")
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("#answer")
    return page.locator(".best strong").text_content()


def three_questions(page, wanted):
    for number, question in enumerate(wanted):
        answer = ask(page, question)
        check(f"“{question}” is answered: {answer}", answer.strip())
        check.equal("the marked words of the sentence are the answer",
                    page.locator(".sentence mark").text_content(), answer)
        sentence = page.locator(".sentence").text_content()
        read = page.locator(".passages li > p", has=page.locator("mark"))
        check("the sentence stands in a passage that was read, with a mark",
              any(sentence in text for text in read.all_text_contents()), sentence)
        shares = page.locator(".passages meter[aria-label='p(z|x)']").evaluate_all("all => all.map(one => one.value)")
        check("p(z|x) of what was read is 1 in all", abs(sum(shares) - 1) < 0.01, shares)
        check.equal("stages are timed", page.locator("thead th").all_inner_texts(),
                    ["wait", "tokenise", "embed", "search", "read"])
        if number == 0:
            chromium.keep(page, "ask-light")
        address = page.url
        page.locator(".source a").first.click()
        page.wait_for_selector("#near")
        check.equal("the block that is opened has the answer marked",
                    page.locator(".block mark").text_content(), answer)
        check("in the sentence that was shown", sentence in page.locator(".block").text_content(), sentence)
        page.go_back()
        check.equal("going back shows the answer again", page.locator(".best strong").text_content(), answer)
        check.equal("under the same address", page.url, address)
        check.equal("which does not say that it is busy", page.locator("#busy").inner_text(), "")
    return address, answer


def shared(page, address, answer):
    page.goto(address)
    check.equal("the address alone gives the same answer", page.locator(".best strong").text_content(), answer)


def fill(page):
    page.goto("/")
    page.get_by_role("link", name="Fill in the blank").click()
    page.get_by_role("link", name="[MASK]").click()
    page.wait_for_selector(".pair")
    check.equal("the paper's example has one blank", page.locator(".pair").count(), 1)
    check.equal("filled with passages and without", page.locator(".pair ol").evaluate_all(
        "lists => lists.map(list => list.children.length)"), [5, 5])
    check("the null document is among what is read", "null document" in page.locator(".passages").inner_text())
    chromium.keep(page, "fill")
    page.get_by_label("Text with [MASK]").fill("no blank here")
    page.get_by_role("button", name="Fill").click()
    check("a text without a blank is told so", page.get_by_role("alert").inner_text())


def corpus(page):
    page.goto("/")
    page.get_by_role("link", name="Corpus", exact=True).click()
    page.get_by_label("Find passages for").fill("the war and the king")
    page.get_by_label("Search with").select_option("dense")
    page.get_by_role("button", name="Search").click()
    page.wait_for_selector(".passages li")
    check.equal("the search finds passages", page.locator(".passages li").count(), 20)
    check.equal("and remembers how it searched", page.get_by_label("Search with").input_value(), "dense")
    chromium.keep(page, "corpus")
    title = page.locator(".passages a").first.inner_text()
    page.locator(".passages a").first.click()
    page.wait_for_selector("#near")
    check.equal("a passage can be read as a block", page.locator("h1").inner_text().casefold(), title.casefold())
    check.equal("with its neighbours", page.locator("tbody tr").count(), 8)
    chromium.keep(page, "block")
    former = page.url
    page.locator("tbody a").first.click()
    page.wait_for_url(lambda url: url != former)
    check("a neighbour can be opened", page.locator(".block").inner_text().strip())


def training(page):
    page.goto("/training")
    page.wait_for_function("document.getElementById('plot').complete")
    check("the plot is drawn", page.eval_on_selector("#plot", "plot => plot.naturalWidth") > 100)
    check("beside its latest figures", page.locator("tbody tr").count() > 0)
    chromium.keep(page, "training")
    names = page.get_by_label("Runs").get_by_role("link").all_inner_texts()
    for name in names:
        page.get_by_label("Runs").get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/training?run={name}")
        page.wait_for_function("document.getElementById('plot').complete")
        check(f"the run {name} is drawn", page.eval_on_selector("#plot", "plot => plot.naturalWidth") > 100)


def without_javascript(page, question):
    page.goto("/")
    page.get_by_label("Question").fill(question)
    page.get_by_label("Question").press("Enter")
    check("without JavaScript the form is answered", page.locator(".best strong").inner_text())
    check("and there is no button that does nothing", not page.locator("#scheme").is_visible())
    page.goto("/fill")
    page.get_by_label("Text with [MASK]").fill("The [MASK] of France.")
    page.get_by_role("button", name="Fill").click()
    check("a blank is filled", page.locator(".pair li").first.inner_text())
    page.goto("/corpus")
    page.get_by_label("Find passages for").fill("river")
    page.get_by_role("button", name="Search").click()
    check("the corpus is searched", page.locator(".passages li").first.inner_text())


def main():
    parser = options(__doc__)
    parser.add_argument("--ask", action="append", default=[], metavar="QUESTION", help="may be given often")
    questions.add_option(parser)
    given = parser.parse_args()
    watch = chromium.Watch(given.address.rstrip("/"))
    with chromium.browser() as browser:
        with chromium.page(browser, watch) as page:
            wanted = examples(page, given.ask, given.questions)
            address, answer = three_questions(page, wanted)
            fill(page)
            corpus(page)
            training(page)
        with chromium.page(browser, watch) as page:
            shared(page, address, answer)
        with chromium.page(browser, watch, java_script_enabled=False) as page:
            without_javascript(page, wanted[0])
    expected = "status of 422"  # what the console says of the text without a blank
    check.equal("no page wrote an error to the console", [e for e in watch.errors if expected not in e], [])
    check.equal("nothing was fetched from elsewhere", watch.foreign, [])
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
