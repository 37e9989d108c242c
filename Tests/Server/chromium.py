"""A headless Chromium that notices what a page must not do.

Not run by itself; BROWSER names another executable than Debian's.
"""
import contextlib
import os

from checks import CACHE

SCREENSHOTS = CACHE / "screenshots"
# Told to the console, where it is an error like any other.
VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error("policy violated: " + event.violatedDirective + " " + event.blockedURI))"""


class Watch:
    """What went wrong in the pages of a context, and what they fetched from elsewhere."""

    def __init__(self, address):
        self.address = address
        self.errors = []
        self.foreign = []

    def follow(self, context):
        context.on("request", self._requested)
        context.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _requested(self, request):
        if not request.url.startswith((self.address + "/", "data:", "about:")):
            self.foreign.append(request.url)


@contextlib.contextmanager
def browser():
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # In a container, or as root, Chromium has no sandbox of its own to put pages into.
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("BROWSER", "/usr/bin/chromium"), args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


@contextlib.contextmanager
def page(browser, watch, width=1100, height=900, **options):
    """A page in a context of its own, without what other ones stored."""
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=watch.address, **options)
    context.set_default_timeout(60_000)
    watch.follow(context)
    if options.get("java_script_enabled", True):
        context.add_init_script(VIOLATIONS)
    try:
        yield context.new_page()
    finally:
        context.close()


def keep(page, name):
    """Keeps a picture of the whole page."""
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def style(page, selector, name):
    """A computed property of the first element."""
    return page.eval_on_selector(selector, "(element, name) => getComputedStyle(element)[name]", name)


# The least contrast of a text with the ground that it stands on, and that text; as WCAG 2 counts it.
LEAST_CONTRAST = """() => {
  const channel = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) { return colour; }
    }
    return [255, 255, 255];
  };
  let least = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("meter, script")) { continue; }
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least[0]) { least = [contrast, node.data.trim().slice(0, 60)]; }
  }
  return least;
}"""
