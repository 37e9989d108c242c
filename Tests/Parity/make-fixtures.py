#!/usr/bin/env python3
"""Writes Tests/RealmTests/Fixtures/realm.safetensors: tiny random REALM models, inputs, and what Hugging Face's classes
compute from them.

The weights are 32-bit floats and the classes compute in 64 bits, so that the error that is measured is ours alone. The
classes were last supported in transformers 4.40.2; Tests/Parity/requirements.txt has the versions.

    python Tests/Parity/make-fixtures.py [FOLDER [SEED]]
"""

import pathlib
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import RealmConfig, RealmEmbedder, RealmKnowledgeAugEncoder, RealmReader

from drawing import redrawn

assert transformers.__version__ == "4.40.2", f"transformers is {transformers.__version__}, expected 4.40.2"
torch.set_num_threads(1)
torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 2020)

CLS, SEP, MASK, VOCABULARY, CANDIDATES = 2, 3, 4, 40, 3
config = RealmConfig(
    vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24,
    hidden_act="gelu_new", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, max_position_embeddings=32,
    retriever_proj_size=8, num_candidates=CANDIDATES, span_hidden_size=6, max_span_width=4, reader_beam_size=3,
    pad_token_id=0, layer_norm_eps=1e-12, reader_layer_norm_eps=1e-3,
)
out = {}


def keep_weights(prefix, model, skip):
    for name, parameter in model.named_parameters():
        if not any(part in name for part in skip):
            out[f"{prefix}.weights.{name}"] = parameter.detach().clone()


def keep_gradients(prefix, model):
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            out[f"{prefix}.gradients.{name}"] = parameter.grad.clone()


def words(count):
    return torch.randint(5, VOCABULARY, (count,)).tolist()


def joined(first, second=None):
    """[CLS] first [SEP] (second [SEP]) and the types of its tokens."""
    ids = [CLS] + first + [SEP]
    types = [0] * len(ids)
    if second is not None:
        ids, types = ids + second + [SEP], types + [1] * (len(second) + 1)
    return ids, types


def padded(name, sequences):
    """Keeps the sequences end to end, and gives them padded, with their mask, to the class."""
    out[f"{name}.ids"] = torch.tensor([i for ids, _ in sequences for i in ids])
    out[f"{name}.types"] = torch.tensor([t for _, types in sequences for t in types])
    out[f"{name}.lengths"] = torch.tensor([len(ids) for ids, _ in sequences])
    length = max(len(ids) for ids, _ in sequences) + 1
    rows = lambda values, fill: torch.tensor([v + [fill] * (length - len(v)) for v in values])
    return {
        "input_ids": rows([ids for ids, _ in sequences], 0),
        "token_type_ids": rows([types for _, types in sequences], 0),
        "attention_mask": rows([[1] * len(ids) for ids, _ in sequences], 0),
    }


# Pre-training: two masked queries, each with the null document and two others, of unequal lengths.
embedder = redrawn(RealmEmbedder(config)).double().train()
encoder = redrawn(RealmKnowledgeAugEncoder(config)).double().train()
encoder.tie_weights()
keep_weights("embedder", embedder, ["cls.predictions"])
keep_weights("encoder", encoder, ["pooler", "decoder"])

queries = [[11, MASK, MASK, 12, 9], [MASK, 30, 31]]
targets = [[(2, 17), (3, 23)], [(1, 8)]]  # position in the joint sequence, word piece
documents = [([], []), (words(2), words(9)), (words(1), words(4)), (words(3), words(6)), (words(2), words(1))]
chosen = [[0, 1, 2], [0, 3, 4]]

query_vectors = embedder(**padded("queries", [joined(query) for query in queries])).projected_score
document_vectors = embedder(**padded("documents", [joined(*document) for document in documents])).projected_score
# Scaled down, so that no candidate takes all.
relevance = 0.2 * torch.stack([document_vectors[rows] @ query_vectors[i] for i, rows in enumerate(chosen)])
relevance.retain_grad()
joints = [joined(queries[i], documents[row][1]) for i, rows in enumerate(chosen) for row in rows]
inputs = padded("joints", joints)
length = inputs["input_ids"].shape[1]
labels, mask = torch.full((2, length), -100), torch.zeros(2, length, dtype=torch.float64)
for i, pairs in enumerate(targets):
    for position, piece in pairs:
        labels[i, position], mask[i, position] = piece, 1
result = encoder(
    **{key: value.view(2, CANDIDATES, length) for key, value in inputs.items()},
    relevance_score=relevance, labels=labels, mlm_mask=mask,
)
result.loss.backward()
out["queries.vectors"], out["documents.vectors"] = query_vectors, document_vectors
out["relevance"], out["relevance.gradient"] = relevance, relevance.grad
out["logits"] = torch.stack(
    [result.logits[i * CANDIDATES + c, position]
     for i, pairs in enumerate(targets) for c in range(CANDIDATES) for position, _ in pairs])
out["loss"] = result.loss
keep_gradients("embedder", embedder)
keep_gradients("encoder", encoder)

# The inverse cloze task, in-batch.
embedder.zero_grad()
sentences = embedder(**padded("sentences", [joined(words(n)) for n in (3, 7, 5)])).projected_score
blocks = embedder(**padded("blocks", [joined(words(2), words(n)) for n in (8, 4, 11)])).projected_score
cloze = torch.nn.functional.cross_entropy(0.2 * sentences @ blocks.T, torch.arange(3))
cloze.backward()
out["cloze.loss"] = cloze
out["cloze.gradient"] = embedder.cls.dense.weight.grad.clone()

# Reading: three passages of one question; the second holds the answer twice, the third once, the first not at all.
reader = redrawn(RealmReader(config)).double().train()
keep_weights("reader", reader, ["pooler", "cls.predictions"])
question = words(4)
bodies = [words(7), words(10), words(5)]
inputs = padded("passages", [joined(question, body) for body in bodies])
length = inputs["input_ids"].shape[1]
first = len(question) + 2
block_mask = torch.tensor([[first <= i < first + len(body) for i in range(length)] for body in bodies])
answers = [[], [(first, first + 1), (first + 6, first + 9)], [(first + 4, first + 4)]]
starts = torch.tensor([[s for s, _ in spans] + [-1] * (2 - len(spans)) for spans in answers])
ends = torch.tensor([[e for _, e in spans] + [-1] * (2 - len(spans)) for spans in answers])
scores = torch.tensor([0.7, -0.4, 0.2]).double().requires_grad_()
spans = {}
reader.qa_outputs.register_forward_hook(
    lambda module, arguments, result: spans.update(logits=result[0].clone(), starts=result[1], ends=result[2]))
result = reader(
    **inputs, relevance_score=scores, block_mask=block_mask, start_positions=starts, end_positions=ends,
    has_answers=torch.tensor([False, True, True]),
)
result.loss.backward()
valid = spans["logits"] > -1e30
rows, columns = valid.nonzero(as_tuple=True)
out["spans.passages"], out["spans.starts"], out["spans.ends"] = rows, spans["starts"][columns], spans["ends"][columns]
out["spans.logits"] = spans["logits"][valid]
out["answers"] = torch.tensor([(p, s, e) for p, pairs in enumerate(answers) for s, e in pairs])
out["scores"], out["scores.gradient"] = scores, scores.grad
out["reader.loss"], out["retriever.loss"] = result.reader_loss, result.retriever_loss
out["best"] = torch.stack([result.block_idx, result.start_pos[0], result.end_pos[0]])
keep_gradients("reader", reader)

here = pathlib.Path(__file__).parents[1]
fixtures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "RealmTests" / "Fixtures"
fixtures.mkdir(parents=True, exist_ok=True)
single = {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in out.items()}
save_file({name: tensor.detach().contiguous() for name, tensor in single.items()}, fixtures / "realm.safetensors")
