#!/usr/bin/env python3
"""Makes expected.json and scalars.json beside this file with Hugging Face's tokenizers 0.22.1 (pip install).

expected.json: for each text its ids and offsets (UTF-8 bytes; widened over the combining marks that follow a token,
which the reference leaves out and we count to the letter) under vocab.txt.
scalars.json: for each 4,096 code points, the start of the SHA-256 of what the reference makes of each: the words
of "a<scalar>b", joined by "|", a line each. Together they classify every Unicode scalar.
"""
import hashlib
import json
import pathlib

import tokenizers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

assert tokenizers.__version__ == "0.22.1"
HERE = pathlib.Path(__file__).resolve().parent

TEXTS = [
    "The pyramidion on top allows for less material higher up the pyramid.",
    "Pyramidions' UNBELIEVABLE gilding, re-gilded; in 1842-1843!",
    "Zo\u00eb's caf\u00e9 and Zoe\u0308's cafe\u0301s in \u00c5rhus",
    "\u0130stanbul, STRASSE, Stra\u00dfe, \u01c5",
    "\u91d1\u5b57\u5854 and \uac01\uc544 and \u30ac\u30b9",
    "soft\u00adhyphen zero\u200bwidth no\u00a0break\u3000wide\ttab",
    "\u201cquoted\u201d \u2014 dashed \u2026 \u00bf\u00a1 \u20ac5",
    "[MASK] is [UNK] to [me]",
    "emoji \U0001f9f1\ufe0f pyramid",
    "a" * 100 + " " + "a" * 101,
    "\u0301leading mark; trailing mark\u0301",
    "\ufffd\u0000\u0007bell",
    "un\u0301believ\u0301able\u0301",
    "  \r\n ",
    "",
]

pieces = (HERE / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
model = models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]")
tokenizer = Tokenizer(model)
tokenizer.normalizer = normalizers.BertNormalizer()
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
strip = normalizers.BertNormalizer(False, False, True, False).normalize_str


def widened(text, end):
    while end < len(text) and not strip(text[end]):
        end += 1
    return end


expected = []
for text in TEXTS:
    encoding = tokenizer.encode(text, add_special_tokens=False)
    place = lambda index: len(text[:index].encode())
    offsets = [[place(start), place(widened(text, end))] for start, end in encoding.offsets]
    expected.append({"text": text, "ids": encoding.ids, "offsets": offsets})
lines = ",\n".join(json.dumps(record) for record in expected)
(HERE / "expected.json").write_text(f"[\n{lines}\n]\n")

normalize = tokenizer.normalizer.normalize_str
split = tokenizer.pre_tokenizer.pre_tokenize_str
digests = []
for first in range(0, 0x110000, 4096):
    digest = hashlib.sha256()
    for value in range(first, first + 4096):
        if not 0xD800 <= value < 0xE000:
            words = [word for word, _ in split(normalize(f"a{chr(value)}b"))]
            digest.update(("|".join(words) + "\n").encode())
    digests.append(digest.hexdigest()[:16])
(HERE / "scalars.json").write_text(json.dumps(digests, indent=0) + "\n")
