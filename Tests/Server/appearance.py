#!/usr/bin/env python3
"""Looks at the page as different people do: in the dark, on a phone, by keyboard, on paper, with assistive technology.

    appearance.py [--address http://127.0.0.1:8080]

Needs Debian's package chromium. axe-core (MPL 2.0) comes with the package axe-playwright-python; any serious or
critical finding of it fails.
"""
import itertools
import sys
import urllib.parse

import chromium
import questions
from checks import Checks, call_json, options

check = Checks("appearance")
GROUND = ("body", "backgroundColor")


def pages(address, question):
    """Every page that there is, by name."""
    asked = urllib.parse.quote(question)
    block = call_json(address, "/v1/searches", {"query": question, "k": 1})["hits"][0]["block"]
    return {
        "ask": "/", "answer": f"/?q={asked}", "fill": "/fill", "filled": "/fill?text=" + urllib.parse.quote(
            "The [MASK] at the top of the [MASK]"), "corpus": "/corpus", "found": f"/corpus?q={asked}",
        "block": f"/blocks/{block}?start=0&end=12", "training": "/training", "missing": "/nothing",
        "wrong": f"/?q={asked}&k=0"}


def schemes(browser, watch, question):
    with chromium.page(browser, watch, color_scheme="light") as page:
        page.goto("/")
        light = chromium.style(page, *GROUND)
        page.locator("#scheme").click()
        dark = chromium.style(page, *GROUND)
        check("the button makes the page dark", dark != light, dark)
        page.reload()
        check.equal("it stays dark when loaded anew", chromium.style(page, *GROUND), dark)
        page.goto("/?q=" + urllib.parse.quote(question))
        check.equal("and on other pages", chromium.style(page, *GROUND), dark)
        chromium.keep(page, "ask-dark")
        page.emulate_media(media="print")
        contrast, text = page.evaluate(chromium.LEAST_CONTRAST)
        check("a dark page is printed readably", contrast >= 4.5, f"“{text}” has a contrast of {contrast:.1f}")
        page.emulate_media(media="screen")
        page.locator("#scheme").click()
        check.equal("the button makes it light again", chromium.style(page, *GROUND), light)
    with chromium.page(browser, watch, color_scheme="dark") as page:
        page.goto("/")
        check.equal("who prefers dark gets it", chromium.style(page, *GROUND), dark)


def phone(browser, watch, named):
    for name, path in named.items():
        with chromium.page(browser, watch, width=360, height=740, device_scale_factor=2) as page:
            page.goto(path)
            width = page.evaluate("document.scrollingElement.scrollWidth")
            check(f"{name} fits a phone", width <= 360, f"it is {width} pixels wide")
            if name == "answer":
                chromium.keep(page, "phone")


def keyboard(browser, watch, question):
    with chromium.page(browser, watch) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        check.equal("the first stop is the skip link", skip.inner_text(), "Skip to the content")
        check("which is seen then", (skip.bounding_box() or {"x": -1})["x"] >= 0)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        check.equal("it leads to the question", page.evaluate("document.activeElement.id"), "q")
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer")
        check("Enter asks it", page.locator(".best strong").inner_text())
        page.keyboard.press("/")
        check.equal("the key / leads to the question", page.evaluate("document.activeElement.id"), "q")
        unseen, seen = [], []
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate("""() => {
                const element = document.activeElement, style = getComputedStyle(element);
                return [element === document.body ? "" : element.outerHTML.slice(0, 80),
                        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
            }""")
            if not stop[0]:
                break
            seen.append(stop[0])
            if not stop[1]:
                unseen.append(stop[0])
        check(f"all of {len(seen)} stops show that they have the focus", seen and not unseen, unseen)
        page.locator(".source a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#near")
        check("a passage is opened by keyboard", page.locator(".block").inner_text().strip())


def paper(browser, watch, question):
    with chromium.page(browser, watch, color_scheme="light") as page:
        page.goto("/?q=" + urllib.parse.quote(question))
        page.emulate_media(media="print")
        for selector in ("header nav", "form.ask", "footer", "#scheme"):
            check(f"{selector} is not printed", not page.locator(selector).first.is_visible())
        check("answer and passages are", page.locator(".best").is_visible() and page.locator(".passages").is_visible())
        contrast, text = page.evaluate(chromium.LEAST_CONTRAST)
        check("what is printed can be read", contrast >= 4.5, f"“{text}” has a contrast of {contrast:.1f}")


def assistive_technology(browser, watch, named):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        # axe is put into the page from outside, which the page's policy would rightly refuse.
        with chromium.page(browser, watch, color_scheme=scheme, bypass_csp=True) as page:
            for (name, path), width in itertools.product(named.items(), (1100, 360)):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(path)
                found = Axe().run(page).response["violations"]
                told = [f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
                grave = [text for text in told if text.startswith(("serious", "critical"))]
                check(f"axe finds nothing serious on {name}, {scheme}, {width} wide", not grave, grave)
                for text in set(told) - set(grave):
                    print(f"  note    {name}: {text}")


def main():
    parser = options(__doc__)
    questions.add_option(parser)
    given = parser.parse_args()
    address = given.address.rstrip("/")
    question = questions.read(given.questions)[0]
    named = pages(address, question)
    watch = chromium.Watch(address)
    with chromium.browser() as browser:
        schemes(browser, watch, question)
        phone(browser, watch, named)
        keyboard(browser, watch, question)
        paper(browser, watch, question)
        assistive_technology(browser, watch, named)
    expected = ("status of 404", "status of 422")  # what the console says of the pages that are wrong on purpose
    errors = [error for error in watch.errors if not any(text in error for text in expected)]
    check.equal("no page wrote an error to the console", errors, [])
    check.equal("nothing was fetched from elsewhere", watch.foreign, [])
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
