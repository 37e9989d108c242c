"""Questions to ask the server: those that the project's rule puts into the part "dev", and no others.

Questions that are held out, or kept for the figures that are reported, are for nobody's experiments; the rule is that
of Sources/Evaluation/Questions/Split.swift. By itself it prints how many there are:

    questions.py [--questions FILE.jsonl]
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import sys
import unicodedata

from checks import ROOT


def split(question):
    """The part that a question belongs to."""
    key = " ".join(unicodedata.normalize("NFC", question).lower().split()).rstrip("?.! ")
    leading = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 10
    return "heldout" if leading < 2 else {8: "dev", 9: "test"}.get(leading, "train")


def usual_file():
    cache = pathlib.Path(os.environ.get("PYRAMIDION_CACHE") or ROOT / ".cache")
    return cache / "data" / "demo" / "questions.jsonl"


def add_option(parser):
    parser.add_argument(
        "--questions", type=pathlib.Path, default=usual_file(), metavar="FILE",
        help="JSON lines with a question each (%(default)s)")


def read(file, seed=1):
    """The distinct questions for development of a file, short enough for any model, in an order by chance."""
    if not file.exists():
        sys.exit(f"{file} is missing; make data, or name another with --questions")
    found = {}
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["question"]
            if split(text) == "dev" and record.get("split", "dev") == "dev" and len(text) <= 120:
                found[text] = None
    questions = list(found)
    random.Random(seed).shuffle(questions)
    if not questions:
        sys.exit(f"{file} has no question for development")
    return questions


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_option(parser)
    print(len(read(parser.parse_args().questions)))
