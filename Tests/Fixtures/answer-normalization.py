#!/usr/bin/env python3
"""Writes answer-normalization.json: what Python makes of odd answers, for AnswerNormalizationTests.

The rules of SQuAD's evaluation are restated here with the library functions that they were defined by: unicodedata
for the decomposition, str.lower, string.punctuation, the regular expression for articles and str.split.

    python3 Tests/Fixtures/answer-normalization.py > Tests/Fixtures/answer-normalization.json
"""
import collections
import json
import random
import re
import string
import unicodedata


def normalized(answer):
    text = unicodedata.normalize("NFD", answer).lower()
    text = "".join(character for character in text if character not in set(string.punctuation))
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def f1(prediction, reference):
    left, right = normalized(prediction).split(), normalized(reference).split()
    if not left or not right:
        return float(left == right)
    shared = sum((collections.Counter(left) & collections.Counter(right)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(left), shared / len(right)
    return 2 * precision * recall / (precision + recall)


WRITTEN = [
    "The Great Pyramid of Giza", "the a an", "A.N. Other", "a-an-the", "An  apple\ta day\n", "Café", "Cafe\u0301",
    "cafe", "à la carte", "a\u0300 the\u0301", "“The” ‘Louvre’", "U.S.A.", "d'Artagnan", "3,000.5 m²", "ΟΔΟΣ ΟΔΟΣ.",
    "Σ", "ΑΣΑ ΑΣ'Α", "İstanbul", "ıstanbul", "STRASSE Straße", "ﬁve", "the_thing", "theatre", "bathe", "ath en",
    "\u00a0the\u2009end\u3000", "a\u001cb\u001fthe", "\u200bthe\u200b", "東京 the 都", "a東京", "Ⅻ the ⅻ", "½ an hour",
    "क्षत्रिय the", "한국 an", "", "   ", "?!.", "$1,000", "C++", "the", "The\u0301", "naïve—the", "x^2 + y`2 ~ {z}|",
    "Ǆ the ǅ", "ſ the", "K (kelvin)", "Å (angstrom)", "\U0001F600 a smile", "a\u200dthe", "Ωmega\u0345 an",
]
PIECES = ["a", "an", "the", "The", "AN", " ", "  ", "\t", "-", ".", "'", "é", "e\u0301", "\u0301", "Σ", "ς", "東", "²", "_",
          "İ", "“", "\u00a0", "pyramid", "of", "7", "ß", "\u1100\u1161", "가"]


def main():
    draw = random.Random(2020)
    texts = WRITTEN + ["".join(draw.choices(PIECES, k=draw.randint(1, 9))) for _ in range(600)]
    pairs = [(draw.choice(texts), draw.choice(texts)) for _ in range(300)]
    cases = {
        "normalized": [[text, normalized(text)] for text in texts],
        "f1": [[left, right, f1(left, right)] for left, right in pairs],
    }
    rows = {name: ",\n".join(map(json.dumps, list_)) for name, list_ in cases.items()}
    print("{" + ",\n".join(f'"{name}": [\n{text}\n]' for name, text in rows.items()) + "}")


main()
