#!/usr/bin/env python3
"""Imports the tiny open QA checkpoint with pyramidion, exports it again, and lets Hugging Face's classes load the result.

    python Tests/Parity/check-export.py [PROGRAM [FIXTURES]]
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import torch
from transformers import (
    RealmConfig, RealmEmbedder, RealmForOpenQA, RealmKnowledgeAugEncoder, RealmReader, RealmRetriever, RealmScorer, RealmTokenizer,
)

here = pathlib.Path(__file__).parents[1]
program = sys.argv[1] if len(sys.argv) > 1 else here.parent / ".build" / "release" / "pyramidion"
fixtures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "CheckpointsTests" / "Fixtures"
expected = json.loads((fixtures / "expected.json").read_text())


def loaded(kind, folder, **named):
    """The model, when its class finds all it wants and nothing else in the folder."""
    model, told = kind.from_pretrained(folder, output_loading_info=True, **named)
    left = {key: [name for name in told[key] if not name.endswith("decoder.bias")] for key in told}
    # The encoder's output matrix is tied to its table of word pieces, the scorer's second embedder to its first.
    left["missing_keys"] = [name for name in left["missing_keys"] if not name.endswith("decoder.weight")]
    assert not any(left.values()), (folder, left)
    return model.eval()


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    for name, kind in [
        ("embedder", RealmEmbedder), ("scorer", RealmScorer), ("encoder", RealmKnowledgeAugEncoder), ("reader", RealmReader),
        ("openqa", RealmForOpenQA),
    ]:
        subprocess.run([program, "import", fixtures / name, "--out", scratch / name], check=True)
        out = scratch / f"{name}-exported"
        subprocess.run([program, "export", scratch / name, "--layout", name, "--out", out], check=True)
        named = {}
        if name == "openqa":
            named["retriever"] = RealmRetriever.from_pretrained(out)
        model = loaded(kind, out, **named)
        if name == "embedder":
            ids = torch.tensor([expected["embedder"]["inputs"][0]])
            vector = model(input_ids=ids, attention_mask=torch.ones_like(ids)).projected_score[0]
            before = torch.tensor(expected["embedder"]["vectors"][:8])
            assert (vector - before).abs().max() <= 1e-5 * before.abs().max()
        if name == "openqa":
            tokenizer = RealmTokenizer.from_pretrained(out)
            for case in expected["openqa"]:
                with torch.no_grad():
                    result = model(**tokenizer([case["question"]], return_tensors="pt"))
                assert tokenizer.decode(result.predicted_answer_ids) == case["answer"], case["question"]
        print(f"{name}: loaded by {kind.__name__}")

    # The paper's two projections: the scorer's class takes a second embedder for questions.
    def scorer(folder):
        return loaded(RealmScorer, folder, query_embedder=RealmEmbedder(RealmConfig.from_pretrained(folder)))

    def vectors(model):
        with torch.no_grad():
            question = model.query_embedder(input_ids=torch.tensor([expected["scorer"]["queries"][0]]))
            passage = model.embedder(
                input_ids=torch.tensor([expected["scorer"]["candidates"][0]]),
                token_type_ids=torch.tensor([expected["scorer"]["types"][0]]))
        return torch.cat([question.projected_score, passage.projected_score])

    two = scratch / "two"
    shutil.copytree(fixtures / "scorer", two)
    weights = torch.load(two / "pytorch_model.bin")
    bias = "query_embedder.cls.dense.bias"
    weights[bias] = weights[bias] + torch.arange(len(weights[bias]))
    torch.save(weights, two / "pytorch_model.bin")
    subprocess.run([program, "import", two, "--out", scratch / "two-imported"], check=True)
    subprocess.run(
        [program, "export", scratch / "two-imported", "--layout", "scorer", "--out", scratch / "two-exported"], check=True)
    before, after = vectors(scorer(two)), vectors(scorer(scratch / "two-exported"))
    assert (before[0] - before[1]).abs().max() > 0.1
    assert (after - before).abs().max() <= 1e-5 * before.abs().max()
    print("scorer of two projections: loaded by RealmScorer")
