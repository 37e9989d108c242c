#!/usr/bin/env python3
"""Tags the blocks of a corpus with spaCy, for `masking.spans`.

    python3 -m venv tagger
    tagger/bin/python -m pip install spacy
    tagger/bin/python -m spacy download en_core_web_sm
    pyramidion corpus show CORPUS --spans | tagger/bin/python Examples/tag-with-spacy.py > tagged.jsonl
    pyramidion pretrain … --set masking.spans=tagged.jsonl

Reads JSON lines with `id` (the number of a block) and `text`; writes, for each, the line that `masking.spans` takes:

    {"id": 17, "unit": "character", "spans": [{"start": 4, "end": 14, "label": "ORG"}]}

`start` and `end` count Unicode code points, half-open, as Python does; without `unit` they would be UTF-8 bytes. Labels
of dates (DATE, TIME, YEAR) and numbers (CARDINAL, ORDINAL, QUANTITY, PERCENT, MONEY) are told apart from names, which
everything else is. Numbers are not masked. Any other tagger can write the same lines.
"""
import argparse
import json
import re
import sys

# What spaCy's English models call a name. Dates are added below, numbers are left out.
NAMES = {
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
}
# What places a DATE in the calendar; "18 years" and "several months" are DATEs too, but nothing that a passage could tell.
CALENDAR = re.compile(
    r"\b(1\d{3}|20\d\d)s?\b|\b(BC|BCE|AD|CE)\b|centur|millenni|\b(January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")


def spans(document):
    for entity in document.ents:
        is_date = entity.label_ == "DATE" and CALENDAR.search(entity.text)
        if entity.label_ not in NAMES and not is_date:
            continue
        start, end, text = entity.start_char, entity.end_char, entity.text
        for article in ARTICLES:
            if text.startswith(article):
                start, text = start + len(article), text[len(article):]
                break
        for ending in ("'s", "\u2019s"):
            if text.endswith(ending):
                end, text = end - len(ending), text[: -len(ending)]
        if text.strip():
            yield {"start": start, "end": end, "label": entity.label_}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", default="en_core_web_sm", help="a spaCy model that is installed")
    arguments = parser.parse_args()
    import spacy

    tagger = spacy.load(arguments.model, exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"])
    records = (json.loads(line) for line in sys.stdin if line.strip())
    pairs = ((record["text"], record["id"]) for record in records)
    for document, number in tagger.pipe(pairs, as_tuples=True, batch_size=256):
        line = {"id": number, "unit": "character", "spans": list(spans(document))}
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
