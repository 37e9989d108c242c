#!/usr/bin/env python3
"""Compares `pyramidion eval score` with the official SQuAD metrics, on odd strings and on real answers.

    answers.py [--program PYRAMIDION] [--questions questions.jsonl ...]

The reference is transformers' squad_metrics, which restates SQuAD's own script and is imported
here, not copied. Texts are given to it after NFD, which the open-domain scores apply first (ORQA) and SQuAD's script does
not: it tells "é" from "e" with an accent, and is otherwise the same. Exact match and F1 must be equal.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

import pinned

VERSION = "4.40.2"
ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "Tests" / "Fixtures" / "answer-normalization.json"


def decomposed(text):
    return unicodedata.normalize("NFD", text)


def odd_cases(count):
    """Predictions and references put together of what Unicode, punctuation and articles make difficult."""
    draw = random.Random(3)
    texts = [text for text, _ in json.load(open(FIXTURE, encoding="utf-8"))["normalized"]]
    scalars = [value for value in range(1, 0x30000) if not 0xD800 <= value < 0xE000]
    for _ in range(count):
        prediction = draw.choice(texts)
        references = draw.choices(texts, k=draw.randint(1, 3))
        if draw.random() < 0.5:
            # Near each other: a reference with other punctuation, case or articles.
            references[0] = draw.choice(("the ", "", "An ", "‘")) + draw.choice((prediction.upper(), prediction)) + draw.choice((".", "", "’", " a"))
        if draw.random() < 0.3:
            prediction += " " + "".join(map(chr, draw.choices(scalars, k=draw.randint(1, 4))))
        yield prediction, references


def real_cases(files):
    """Answers of question files, compared with answers of other questions and with words of their own."""
    draw = random.Random(4)
    for file in files:
        answers = [json.loads(line).get("answer") for line in open(file, encoding="utf-8") if line.strip()]
        answers = [[answer] if isinstance(answer, str) else answer for answer in answers if answer]
        for own in answers:
            prediction = draw.choice(own)
            if draw.random() < 0.5:
                words = re.split(r"(\s+)", prediction)
                prediction = "".join(words[: draw.randint(1, len(words))])
            yield prediction, own if draw.random() < 0.8 else draw.choice(answers)


def compare(name, cases, program):
    from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

    cases = list(cases)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with open(folder / "questions.jsonl", "w") as questions, open(folder / "predictions.jsonl", "w") as predictions:
            for number, (prediction, references) in enumerate(cases):
                print(json.dumps({"question": f"case {number}", "answer": references}), file=questions)
                print(json.dumps({"question": f"case {number}", "prediction": prediction}), file=predictions)
        subprocess.run(
            [program, "eval", "score", folder / "predictions.jsonl", "--questions", folder / "questions.jsonl", "--format"]
            + ["jsonl", "--part", "all", "--include-heldout", "--out", folder / "scored.jsonl"],
            check=True, stdout=subprocess.DEVNULL,
        )
        scored = [json.loads(line) for line in open(folder / "scored.jsonl", encoding="utf-8")]
    assert len(scored) == len(cases)
    differing = 0
    for (prediction, references), found in zip(cases, scored):
        gold = [decomposed(reference) for reference in references]
        exact = max(compute_exact(reference, decomposed(prediction)) for reference in gold)
        f1 = max(compute_f1(reference, decomposed(prediction)) for reference in gold)
        if found["exactMatch"] == exact and abs(found["f1"] - f1) < 1e-9:
            continue
        differing += 1
        if differing <= 10:
            print(f"  {prediction!r} for {references!r}: ours {found['exactMatch']} {found['f1']}, expected {exact} {f1}")
    print(f"{name}: {len(cases)} answers, {differing} differ")
    return differing


def check_fixture():
    """The committed sample that `make test` uses must be what the reference says, too."""
    from transformers.data.metrics.squad_metrics import normalize_answer

    pairs = json.load(open(FIXTURE, encoding="utf-8"))["normalized"]
    differing = sum(normalize_answer(decomposed(text)) != normal for text, normal in pairs)
    print(f"{FIXTURE.name}: {len(pairs)} texts, {differing} differ")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / ".build/release/pyramidion"))
    parser.add_argument(
        "--questions", nargs="*", default=[ROOT / ".cache/data/demo/questions.jsonl"], type=pathlib.Path
    )
    options = parser.parse_args()
    pinned.run_with("differential-answers", f"transformers=={VERSION}")
    differing = check_fixture() + compare("odd strings", odd_cases(20_000), options.program)
    for file in options.questions:
        if file.exists():
            differing += compare(file.name, real_cases([file]), options.program)
        else:
            print(f"{file}: not there, so its real answers are not compared (make demo fetches it)")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
