#!/usr/bin/env python3
"""Writes Tests/CheckpointsTests/Fixtures: tiny random checkpoints in every released layout and file format, and what Hugging
Face's classes compute from them (expected.json, gradients.safetensors).

The weights are 32-bit floats and the classes compute in 64 bits, so that the error that is measured is ours alone. The
classes were last supported in transformers 4.40.2; Tests/Parity/requirements.txt has the versions that wrote the committed
files.

    python Tests/Parity/make-checkpoints.py [FOLDER [SEED]]
"""

import collections
import copy
import json
import pathlib
import shutil
import sys

import numpy
import torch
import transformers
from safetensors.torch import save_file
from transformers import (
    RealmConfig, RealmEmbedder, RealmForOpenQA, RealmKnowledgeAugEncoder, RealmReader, RealmRetriever, RealmScorer,
    RealmTokenizer,
)

from drawing import redrawn

assert transformers.__version__ == "4.40.2", f"transformers is {transformers.__version__}, expected 4.40.2"
torch.set_num_threads(1)
torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 2020)

here = pathlib.Path(__file__).parents[1]
out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "CheckpointsTests" / "Fixtures"
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
expected = {}
gradients = {}

# The towns are invented. One text is longer than 255 bytes, which pickles write otherwise; one has an accent, one a word
# that no word pieces make up, and one stands twice, which pickles write as a reference.
texts = [
    "The old mill of Albury was built by Ada Winter in 1804.",
    "Brenford lies on the river Sarn. Its bridge fell in 1811 and was built again.",
    "Clara Moss was born in Calder and taught at the school of Dunmore.",
    "A fire burned the market of Elsworth in 1823. The new hall is of stone.",
    "The tower of Farley is the oldest tower on the river Tille.",
    "Café Moss in Garston was opened by Clara Moss in 1830.",
    "Hadley has a fair in autumn. People of Ilmore and Jarrow come to the fair.",
    "The school of Dunmore was given a bell by Frank Harbour in 1841. The bell was made in Hadley from the iron of an old "
    "bridge. When the school burned in 1852 the bell was saved by Ida Brook, who carried it to the tower of Farley. It is "
    "still there and is heard in autumn, when the people of Dunmore come to the fair of Hadley on the old road by the river.",
    "Ida Brook drew the map of the river Wend ☃ in 1850.",
    "Jarrow was given a market by the king in 1790.",
    "In Kelby the people build of wood; in Larkhill they build of stone.",
    "Leo Hart was mayor of Marlow when the bridge was opened.",
]
records = [text.encode() for text in texts]
records.append(records[9])

letters = "abcdefghijklmnopqrstuvwxyz0123456789"
words = sorted({word for text in texts for word in "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split()})
# Every third word is made of letters.
whole = [word for place, word in enumerate(words) if place % 3 and len(word) > 1]
vocabulary = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "?", ";", *letters]
vocabulary += [f"##{letter}" for letter in letters] + ["who", "where", "when"]
vocabulary += [word for word in whole if word not in vocabulary]

config = RealmConfig(
    vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24,
    hidden_act="gelu_new", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, max_position_embeddings=128,
    retriever_proj_size=8, num_candidates=3, span_hidden_size=12, max_span_width=4, reader_beam_size=3, reader_seq_len=64,
    searcher_beam_size=5, num_block_records=len(records), pad_token_id=0, layer_norm_eps=1e-12, reader_layer_norm_eps=1e-3,
    torch_dtype="float32",
)


def folder(name, model):
    """A checkpoint's folder without weights, its vocabulary with the line ends of the released ones."""
    place = out / name
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(place)
    (place / "vocab.txt").write_bytes("".join(piece + "\r\n" for piece in vocabulary).encode())
    return place


def single_names(model):
    """The state dictionary without second names of one tensor."""
    return {name: tensor for name, tensor in model.state_dict().items() if not name.endswith("decoder.bias")}


def keep_gradients(prefix, model):
    """Whole gradients in 32 bits, of the parameters that have one; the unused heads have none."""
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            gradients[f"{prefix}.{name}"] = parameter.grad.float().clone()


def floats(tensor):
    return [round(float(value), 7) for value in tensor.detach().flatten()]


def padded(rows):
    length = max(len(row) for row in rows) + 1
    return (
        torch.tensor([row + [0] * (length - len(row)) for row in rows]),
        torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows]),
    )


CLS, SEP, MASK = 3, 4, 5


def document(body):
    """[CLS] [SEP] body [SEP] with its types: a text without a title."""
    return [CLS, SEP, *body, SEP], [0, 0] + [1] * (len(body) + 1)


# The class's own default for the padding's id is 1, which is another word piece of the released vocabulary. Here both stand
# in a text, where they are pieces like all others.
trapped = copy.deepcopy(config)
trapped.pad_token_id = 1
embedder = redrawn(RealmEmbedder(trapped)).eval()
place = folder("embedder", embedder)
embedder.save_pretrained(place, safe_serialization=True)
rows = [[CLS, 40, 41, 90, SEP], [CLS, 12, SEP], [CLS, 1, 0, 77, SEP]]
ids, mask = padded(rows)
expected["embedder"] = {
    "inputs": rows, "vectors": floats(embedder.double()(input_ids=ids, attention_mask=mask).projected_score),
}

# The scorer in PyTorch's present format, with old names and the buffer that old files hold.
scorer = redrawn(RealmScorer(config)).eval()
place = folder("scorer", scorer)
state = collections.OrderedDict()
for name, tensor in scorer.state_dict().items():
    state[name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")] = tensor
for prefix in ("embedder", "query_embedder"):
    state[f"{prefix}.realm.embeddings.position_ids"] = torch.arange(128).unsqueeze(0)
torch.save(state, place / "pytorch_model.bin")
queries = [[CLS, 50, MASK, 61, SEP], [CLS, 30, 31, SEP]]
candidates = [[[20, 21, 22], [70], [33, 34, 35, 36]], [[80, 81], [15, 16, 17], [99]]]
ids, mask = padded(queries)
rows = [document(body) for bodies in candidates for body in bodies]
candidate_ids, candidate_mask = padded([row for row, _ in rows])
candidate_types, _ = padded([types for _, types in rows])
shape = (2, 3, -1)
result = scorer.double()(
    input_ids=ids, attention_mask=mask, candidate_input_ids=candidate_ids.view(shape),
    candidate_attention_mask=candidate_mask.view(shape), candidate_token_type_ids=candidate_types.view(shape),
)
result.relevance_score.pow(2).sum().backward()
expected["scorer"] = {
    "queries": queries, "candidates": [row for row, _ in rows], "types": [types for _, types in rows],
    "relevance": floats(result.relevance_score), "query": floats(result.query_score),
    "candidate": floats(result.candidate_score),
}
keep_gradients("scorer", scorer.embedder)

# The encoder in PyTorch's format before 1.6, in half precision here and there, one matrix not in row-major order.
encoder = redrawn(RealmKnowledgeAugEncoder(config)).eval()
encoder.tie_weights()
state = collections.OrderedDict(encoder.state_dict())
transposed = "realm.encoder.layer.0.intermediate.dense.weight"
state[transposed] = state[transposed].t().contiguous().t()
for name, kind in (("realm.encoder.layer.1.output.dense.weight", torch.float16), ("cls.predictions.transform.dense.weight", torch.bfloat16),
                   ("realm.encoder.layer.0.output.dense.weight", torch.float64)):
    state[name] = state[name].to(kind)
encoder.load_state_dict({name: tensor.float() for name, tensor in state.items()})
place = folder("encoder", encoder)
torch.save(state, place / "pytorch_model.bin", _use_new_zipfile_serialization=False)
joint = [CLS, 50, MASK, 61, SEP, 70, 71, 72, SEP]
types = [0] * 5 + [1] * 4
logits = encoder.double()(
    input_ids=torch.tensor([[joint] * 3]), token_type_ids=torch.tensor([[types] * 3]),
    attention_mask=torch.ones(1, 3, len(joint)), relevance_score=torch.zeros(1, 3),
).logits
expected["encoder"] = {"ids": joint, "types": types, "position": 2, "logits": floats(logits[0, 2])}

# The reader in shards.
reader = redrawn(RealmReader(config)).eval()
place = folder("reader", reader)
# By hand, for save_pretrained refuses the bias that has two names.
state = single_names(reader)
shards = [f"model-0000{number}-of-00003.safetensors" for number in (1, 2, 3)]
for number, shard in enumerate(shards):
    save_file({name: tensor for name, tensor in list(state.items())[number::3]}, place / shard, metadata={"format": "pt"})
index = {name: shards[number % 3] for number, name in enumerate(state)}
(place / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}, indent=0))
block_mask = torch.tensor([[token_type == 1 for token_type in types[:-1]] + [False]])
spans = {}
reader.qa_outputs.register_forward_hook(lambda module, arguments, result: spans.update(logits=result[0].clone(), starts=result[1], ends=result[2]))
reader.double()(
    input_ids=torch.tensor([joint]), token_type_ids=torch.tensor([types]), attention_mask=torch.ones(1, len(joint)),
    relevance_score=torch.zeros(1), block_mask=block_mask,
)
valid = (spans["logits"][0] > -1e30).nonzero().flatten()
expected["reader"] = {
    "ids": joint, "types": types,
    "spans": [[int(spans["starts"][i]), int(spans["ends"][i])] for i in valid], "logits": floats(spans["logits"][0][valid]),
}

# Open QA, end to end: .bin and safetensors of the same weights, and the texts as RealmRetriever saves them.
openqa = RealmForOpenQA(config, retriever=None)
# Far enough apart that questions find different blocks, near enough that 32 bits are exact enough.
redrawn(openqa, spread=0.5).eval()
place = folder("openqa", openqa)
tokenizer = RealmTokenizer(place / "vocab.txt")
with torch.no_grad():
    vectors = []
    for text in records:
        inputs = tokenizer(text.decode(), return_tensors="pt")
        vectors.append(openqa.embedder(**inputs).projected_score[0])
    # The two equal texts get vectors of their own, so that no two blocks score alike.
    openqa.block_emb.copy_(torch.stack(vectors) + 0.5 * torch.randn(len(records), config.retriever_proj_size))
openqa.retriever = RealmRetriever(numpy.array(records, dtype=object), tokenizer)
torch.save(openqa.state_dict(), place / "pytorch_model.bin")
save_file(single_names(openqa), place / "model.safetensors", metadata={"format": "pt"})
(out / "retriever").mkdir()
openqa.retriever.save_pretrained(out / "retriever")
shutil.move(out / "retriever" / "block_records.npy", place / "block_records.npy")
shutil.rmtree(out / "retriever")
(place / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')

# The raw scores are as wide as the vectors are long; what is read must not depend on rounding.
openqa.double()
found = {}
openqa.reader.register_forward_pre_hook(lambda module, arguments, named: found.update(relevance=named["relevance_score"]), with_kwargs=True)
openqa.reader.qa_outputs.register_forward_hook(
    lambda module, arguments, result: found.update(logits=result[0], starts=result[1], ends=result[2]))


def word_of(blocks, besides):
    """A word near the beginning of one of some blocks, short enough for an answer, that stands in none of some others."""
    others = [records[other].decode().lower() for other in besides]
    words = (word.strip(".,;") for block in blocks for word in records[block].decode().split()[:12])
    fit = (word for word in words if len(tokenizer.tokenize(word)) <= config.max_span_width)
    return next((word for word in fit if not any(word.lower() in other for other in others)), "nothing at all")


READ, FOUND = "a word of a block that is read", "a word of a block that is found but not read"
cases = []
for question, answers in [
    ("Who built the old mill of Albury?", ["Ada Winter", "1804"]), ("Where was Clara Moss born?", ["Calder"]),
    ("When was Café Moss opened?", ["1830"]), ("Who drew the map of the river Wend?", ["Ida Brook"]),
    ("Where is the bell of the school?", ["Farley", "the tower of Farley"]), ("Who was mayor?", ["nobody at all"]),
    ("Where do the people build of stone?", ["Larkhill"]), ("Who was born in Marlow?", READ), ("Who built the hall?", FOUND),
    ("What lies by the river Sarn?", READ), ("Who comes to the fair in autumn?", READ),
]:
    inputs = tokenizer([question], return_tensors="pt")
    openqa.eval()
    with torch.no_grad():
        scores = openqa.block_emb @ openqa.embedder(**inputs).projected_score[0]
        result = openqa(**inputs)
    order = scores.argsort(descending=True)
    gaps = scores[order][:-1] - scores[order][1:]
    joined = torch.where(found["logits"] > -1e30, found["logits"], torch.tensor(-torch.inf))
    best = joined.flatten().sort(descending=True).values
    read, unread = order[:config.reader_beam_size], order[config.reader_beam_size:config.searcher_beam_size]
    if answers in (READ, FOUND):
        answers = [word_of(read, unread) if answers is READ else word_of(unread, read)]
    # Where rounding could decide, nothing is to be learned.
    if min(gaps[:6].min(), best[0] - best[1]) < 1e-3:
        continue
    output = result.reader_output
    case = {
        "question": question, "answers": answers, "ids": inputs["input_ids"][0].tolist(),
        "blocks": order[:5].tolist(), "relevance": floats(scores[order[:5]]),
        "block": int(order[output.block_idx]), "start": int(output.start_pos), "end": int(output.end_pos),
        "answer": tokenizer.decode(result.predicted_answer_ids),
        "probability": float(joined.flatten().softmax(0).max()),
    }
    openqa.train()
    answer_ids = tokenizer(answers, add_special_tokens=False, return_token_type_ids=False, return_attention_mask=False).input_ids
    losses = openqa(**inputs, answer_ids=answer_ids).reader_output
    case["retrieverLoss"], case["readerLoss"] = losses.retriever_loss.item(), losses.reader_loss.item()
    # The same goes for a loss that is next to nothing: it is a difference of two numbers of some units.
    if any(0 < case[loss] < 0.05 for loss in ("retrieverLoss", "readerLoss")):
        continue
    # The gradients of all questions add up.
    losses.loss.backward()
    cases.append(case)
assert len(cases) >= 5
# Some answers are read; some are found but not read, or wider than a span; some are nowhere, or behind the end of what is read.
assert any(case["readerLoss"] > 0 for case in cases)
assert any(case["retrieverLoss"] > 0 and case["readerLoss"] == 0 for case in cases)
expected["openqa"] = cases
keep_gradients("openqa", openqa)
expected["texts"] = [text.decode() for text in records]

(out / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
save_file(gradients, out / "gradients.safetensors", metadata={"format": "pt"})
