#!/usr/bin/env python3
"""Writes an open QA checkpoint of random numbers and words, to see how much memory importing one takes.

By default it has a tenth of the released blocks: about 0.8 GB of weights and 1.3 GB of texts. Needs torch and numpy.

    python Tests/Scale/make-openqa.py FOLDER [BLOCKS]
    /usr/bin/time -v .build/release/pyramidion import FOLDER --out imported
"""

import collections
import json
import pathlib
import random
import sys

import numpy
import torch

out = pathlib.Path(sys.argv[1])
blocks = int(sys.argv[2]) if len(sys.argv) > 2 else 1_335_371
out.mkdir(parents=True, exist_ok=True)
random.seed(1)
torch.manual_seed(1)

# Half of the words that the texts are made of are word pieces; the others fall apart into two.
pieces = ["[PAD]"] + [f"[unused{n}]" for n in range(99)] + ["[UNK]", "[CLS]", "[SEP]", "[MASK]"]
pieces += list("abcdefghijklmnopqrstuvwxyz0123456789.,") + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz0123456789"]
known = {}
while len(pieces) + len(known) < 30522:
    known["".join(random.choice("bdfgklmnprst") + random.choice("aeiou") for _ in range(random.randint(1, 4)))] = True
words = list(known)
pieces += words
(out / "vocab.txt").write_bytes("".join(piece + "\r\n" for piece in pieces).encode())

hidden, layers, inner, width, span = 256, 4, 1024, 128, 256
config = {
    "architectures": ["RealmForOpenQA"], "model_type": "realm", "vocab_size": len(pieces), "hidden_size": hidden,
    "num_hidden_layers": layers, "num_attention_heads": 4, "intermediate_size": inner, "hidden_act": "gelu_new",
    "max_position_embeddings": 512, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "retriever_proj_size": width,
    "span_hidden_size": span, "max_span_width": 10, "reader_layer_norm_eps": 1e-3, "reader_beam_size": 5,
    "reader_seq_len": 320, "num_block_records": blocks, "searcher_beam_size": 5000,
}
(out / "config.json").write_text(json.dumps(config, indent=1))

state = collections.OrderedDict()


def add(name, *shape):
    state[f"{name}.weight"] = 0.05 * torch.randn(*shape)
    state[f"{name}.bias"] = torch.zeros(shape[0])


def norm(name, size):
    state[f"{name}.weight"], state[f"{name}.bias"] = torch.ones(size), torch.zeros(size)


for model in ("embedder", "reader"):
    tower = f"{model}.realm"
    for name, rows in (("word", len(pieces)), ("position", 512), ("token_type", 2)):
        state[f"{tower}.embeddings.{name}_embeddings.weight"] = 0.05 * torch.randn(rows, hidden)
    norm(f"{tower}.embeddings.LayerNorm", hidden)
    for number in range(layers):
        layer = f"{tower}.encoder.layer.{number}"
        for name in ("query", "key", "value"):
            add(f"{layer}.attention.self.{name}", hidden, hidden)
        add(f"{layer}.attention.output.dense", hidden, hidden)
        add(f"{layer}.intermediate.dense", inner, hidden)
        add(f"{layer}.output.dense", hidden, inner)
        norm(f"{layer}.attention.output.LayerNorm", hidden)
        norm(f"{layer}.output.LayerNorm", hidden)
    add(f"{tower}.pooler.dense", hidden, hidden)
    add(f"{model}.cls.predictions.transform.dense", hidden, hidden)
    norm(f"{model}.cls.predictions.transform.LayerNorm", hidden)
    add(f"{model}.cls.predictions.decoder", len(pieces), hidden)
    state[f"{model}.cls.predictions.bias"] = state[f"{model}.cls.predictions.decoder.bias"]
add("embedder.cls.dense", width, hidden)
norm("embedder.cls.LayerNorm", width)
add("reader.qa_outputs.dense_intermediate", 2 * span, hidden)
norm("reader.qa_outputs.layer_normalization", span)
add("reader.qa_outputs.dense_output", 1, span)
state["block_emb"] = torch.randn(blocks, width)
torch.save(state, out / "pytorch_model.bin")
del state

# Texts are cut out of one long run of sentences, each at a place of its own.
run = []
for _ in range(400_000):
    sentence = [random.choice(words) for _ in range(random.randint(5, 25))]
    run.append(" ".join(sentence).capitalize() + ".")
run = " ".join(run)
records = numpy.empty(blocks, dtype=object)
for number in range(blocks):
    start = random.randrange(len(run) - 1_400)
    records[number] = run[start:start + random.randint(500, 1_380)].encode()
numpy.save(out / "block_records.npy", records)
