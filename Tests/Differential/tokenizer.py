#!/usr/bin/env python3
"""Compares `pyramidion tokenize --json` with Hugging Face's tokenizers, on every Unicode scalar and on real text.

    tokenizer.py [--vocabulary VOCAB.txt] [--command "COMMAND"] [--corpus corpus.jsonl]

Without options it takes what `make build data` made: this program, and the demonstration's vocabulary and corpus.
COMMAND reads lines from standard input and prints a JSON object a line: ids, tokens, offsets (UTF-8 bytes).
Ids must be equal. So must offsets, once the reference's are widened over the combining marks that follow a token:
the reference leaves out an accent that stands as a scalar of its own, which we count to its letter on purpose.
Lines whose marks canonical order exchanges are compared by ids alone: the reference's offsets go astray there.
"""
import argparse
import json
import pathlib
import random
import shlex
import subprocess
import sys

import pinned

VERSION = "0.22.1"  # its Unicode tables are what Sources/Wordpieces/NormalForm.swift names
ROOT = pathlib.Path(__file__).resolve().parents[2]


def reference(vocabulary):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = [line.rstrip("\r\n") for line in open(vocabulary, encoding="utf-8", newline="\n")]
    model = models.WordPiece(
        {piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100
    )
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def scalars():
    for value in range(0x110000):
        if not 0xD800 <= value < 0xE000 and value != 0x0A:
            yield chr(value)


def jumble(count):
    """Lines of scalars that meet in no real text: marks in any order, Hangul, ideographs, controls, punctuation."""
    draw = random.Random(1)
    marks = "\u0301\u0323\u0345\u0334\u302e\u302f\U0001d165\U0001d16d\u1b44\u093c\u094d\u3099\u0e38\u20dd\u05b0\u08d4"
    odd = "\u00df\u0130\u01c5\ufb01\uac01\uc544\u1100\u1161\u4e2d\uf900\u30ac\u200b\u00ad\u2028\u00a0\u3000\ufffd"
    plain = "abcXYZ 019.,-#[]'\t\r"
    for _ in range(count):
        yield "".join(
            draw.choice(draw.choice((marks, odd, plain, plain))) if draw.random() < 0.9 else chr(draw.randrange(1, 0xD800))
            for _ in range(draw.randrange(1, 40))
        ).replace("\n", " ")


def corpus(path):
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        for field in ("title", "text"):
            yield from record.get(field, "").split("\n")


def compare(name, lines, tokenizer, command):
    from tokenizers import normalizers

    clean = normalizers.BertNormalizer(True, False, False, False).normalize_str
    strip = normalizers.BertNormalizer(False, False, True, False).normalize_str
    decomposed = normalizers.NFD().normalize_str
    vanishing = {}

    def widened(line, end):
        """The end of a token, moved over the marks (and what vanishes among them) that follow it."""
        place = end
        while place < len(line):
            scalar = line[place]
            if scalar not in vanishing:
                vanishing[scalar] = "dropped" if not clean(scalar) else "mark" if not strip(scalar) else ""
            if not vanishing[scalar]:
                break
            place += 1
            if vanishing[scalar] == "mark":
                end = place
        return end

    lines = list(lines)
    run = subprocess.run(
        command, shell=True, input="".join(line + "\n" for line in lines).encode(), stdout=subprocess.PIPE, check=True
    )
    answers = run.stdout.decode().split("\n")
    differing = 0
    for line, answer, expected in zip(lines, answers, tokenizer.encode_batch(lines, add_special_tokens=False)):
        ours = json.loads(answer)
        begin = [0]
        for scalar in line:
            begin.append(begin[-1] + len(scalar.encode()))
        offsets = [[begin[start], begin[widened(line, end)]] for start, end in expected.offsets]
        kept = clean(line)
        exchanged = decomposed(kept) != "".join(decomposed(scalar) for scalar in kept)
        if (
            ours["ids"] == expected.ids
            and (exchanged or ours["offsets"] == offsets)
            and ours.get("tokens", expected.tokens) == expected.tokens
        ):
            continue
        differing += 1
        if differing <= 10:
            print(f"  {line!r}\n    ours     {ours}\n    expected {expected.ids} {expected.tokens} {offsets}")
    print(f"{name}: {len(lines)} lines, {differing} differ")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = ROOT / ".cache" / "data"
    parser.add_argument("--vocabulary", default=data / "models" / "minilm" / "vocab.txt")
    parser.add_argument("--command")
    parser.add_argument("--corpus", default=data / "demo" / "corpus.jsonl", type=pathlib.Path)
    options = parser.parse_args()
    program = [str(ROOT / ".build" / "release" / "pyramidion"), "tokenize", "--vocabulary", str(options.vocabulary), "--json"]
    command = options.command or shlex.join(program)
    pinned.run_with("differential", f"tokenizers=={VERSION}")
    tokenizer = reference(options.vocabulary)
    sets = {
        "every scalar": scalars(),
        "every scalar between letters": (f"a{scalar}b" for scalar in scalars()),
        "every scalar before accents": (f"a {scalar}\u0323\u0301b" for scalar in scalars()),
        "jumbled scalars": jumble(50_000),
    }
    if options.corpus.exists():
        sets[options.corpus.name] = corpus(options.corpus)
    else:
        print(f"{options.corpus}: not there, so no real text is compared (`make demo` makes it)")
    differing = sum(compare(name, lines, tokenizer, command) for name, lines in sets.items())
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
