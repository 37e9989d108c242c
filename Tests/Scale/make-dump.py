#!/usr/bin/env python3
"""Writes a Wikipedia dump of invented pages, as large as wanted, to see what building a corpus takes.

    make-dump.py --bytes 2200000000 > pages-articles.xml

The pages have the syntax of real ones: infoboxes, tables in tables, references, files, categories, comments, galleries,
lists, formulas, links of all kinds, and a share of redirects, talk pages, lists and disambiguations. Words follow
Zipf's law, with new names all along, so that the vocabulary grows as that of a real language does.
"""
import argparse
import itertools
import random
import sys
from xml.sax.saxutils import escape

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="1" case="first-letter">Talk</namespace>
      <namespace key="6" case="first-letter">File</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
"""

PAGE = """  <page>
    <title>{title}</title>
    <ns>{namespace}</ns>
    <id>{number}</id>
{redirect}    <revision>
      <id>{number}7</id>
      <timestamp>2018-12-20T00:00:00Z</timestamp>
      <contributor><username>Writer</username><id>7</id></contributor>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text xml:space="preserve">{text}</text>
    </revision>
  </page>
"""

SYLLABLES = [a + b for a in "b c d f g k l m n p r s t v st tr".split() for b in "a e i o u an er or al".split()]


class Language:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.words = ["".join(self.random.choices(SYLLABLES, k=self.random.choice((1, 2, 2, 3, 4)))) for _ in range(60_000)]
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.paragraphs = [self.paragraph() for _ in range(4_000)]

    def some(self, count):
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def name(self):
        return " ".join("".join(self.random.choices(SYLLABLES, k=3)).capitalize() for _ in range(self.random.randint(1, 3)))

    def sentence(self):
        words = self.some(self.random.randint(8, 30))
        words[0] = words[0].capitalize()
        place = self.random.randrange(len(words))
        words[place] = self.random.choice((
            "[[{0}]]", "[[{0} ({0})|{0}]]", "''{0}''", "'''{0}'''", "{{{{convert|{1}|km|mi}}}}", "({{{{lang-fr|{0}}}}})",
            "{{{{IPA|{0}}}}}", "[https://example.org/{1} {0}]", "{0}<ref name=\"{0}\">{{{{cite book|title={0}|year={1}}}}}</ref>",
            "<!-- {0} -->", "{0}&nbsp;&ndash; {1}", "<math>{0}_{{{1}}}</math>", "<span lang=\"fr\">{0}</span>", "@", "@", "@",
        )).format(words[place], self.random.randint(2, 2018))
        return " ".join(words) + "."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.random.randint(3, 9)))

    def body(self, title):
        """Paragraphs in which every @ is a name of its own."""
        parts = ["{{Infobox thing\n| name = %s\n| image = [[File:%s.jpg|thumb|A [[%s]]]]\n| size = {{convert|%d|m}}\n}}\n"
                 "'''%s''' is a %s." % (title, title, self.some(1)[0], self.random.randint(2, 900), title, self.some(1)[0])]
        for number in range(self.random.randint(1, 12)):
            if number % 3 == 1:
                parts.append("== %s ==" % " ".join(self.some(2)).capitalize())
            if number % 5 == 4:
                cells = "\n".join("|-\n| %s || [[%s]]" % tuple(self.some(2)) for _ in range(6))
                parts.append("{| class=\"wikitable\"\n! A !! B\n%s\n| {|\n| %s\n|}\n|}" % (cells, self.some(1)[0]))
            if number % 7 == 6:
                parts.append("\n".join("* [[%s]]: %s" % (self.name(), " ".join(self.some(8))) for _ in range(5)))
            parts.append(self.random.choice(self.paragraphs))
        parts.append("== References ==\n{{reflist}}\n* %s\n[[Category:%s]]\n[[Category:%s]]" % (self.name(), *self.some(2)))
        pieces = "\n\n".join(parts).split("@")
        return "".join(piece + self.name() for piece in pieces[:-1]) + pieces[-1]


def page(language, number):
    kind = language.random.random()
    title, namespace, redirect = language.name() + f" {number}", 0, ""
    if kind < 0.25:
        target = language.name()
        redirect, text = f'    <redirect title="{target}" />\n', f"#REDIRECT [[{target}]] {{{{R from move}}}}"
    elif kind < 0.35:
        title, namespace, text = "Talk:" + title, 1, language.sentence()
    elif kind < 0.36:
        title, text = "List of " + title, "* [[A]]\n" * 50
    elif kind < 0.37:
        text = f"'''{title}''' may refer to:\n* [[{language.name()}]]\n{{{{disambiguation}}}}"
    else:
        text = language.body(title)
    return PAGE.format(
        title=title, namespace=namespace, number=number * 3, redirect=redirect, text=escape(text, {'"': "&quot;"}))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bytes", type=int, default=2_200_000_000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    language = Language(options.seed)
    sys.stdout.write(HEAD)
    written = number = 0
    while written < options.bytes:
        number += 1
        written += sys.stdout.write(page(language, number))
    sys.stdout.write("</mediawiki>\n")


if __name__ == "__main__":
    main()
