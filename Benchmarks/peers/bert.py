"""BERT, REALM's embedder and its knowledge-augmented encoder in PyTorch, on padded batches."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Weights:
    """The parameters that `benchmarks --share` wrote, by the names of Hugging Face's checkpoints."""

    def __init__(self, folder, name):
        values = torch.from_numpy(np.fromfile(Path(folder) / f"{name}.f32", dtype=np.float32))
        self.tensors = {}
        start = 0
        for parameter in json.loads((Path(folder) / f"{name}.json").read_text()):
            shape = parameter["shape"]
            count = int(np.prod(shape))
            self.tensors[parameter["name"]] = values[start : start + count].view(shape)
            start += count

    @torch.no_grad()
    def fill(self, layer, *names):
        """Copies a layer's weight and bias; those of several names are joined to one."""
        layer.weight.copy_(torch.cat([self.tensors[f"{name}.weight"] for name in names]))
        layer.bias.copy_(torch.cat([self.tensors[f"{name}.bias"] for name in names]))


class Batch:
    """Sequences padded to the longest of them."""

    def __init__(self, sequences):
        lengths = [len(sequence["ids"]) for sequence in sequences]
        longest = max(lengths)
        ids = np.zeros((len(sequences), longest), dtype=np.int64)
        types = np.zeros((len(sequences), longest), dtype=np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : lengths[row]] = sequence["ids"]
            types[row, : lengths[row]] = sequence["types"]
        self.ids = torch.from_numpy(ids)
        self.types = torch.from_numpy(types)
        self.positions = torch.arange(longest)
        there = self.positions < torch.tensor(lengths)[:, None]
        # Attention without a mask is faster, and none is needed where nothing was padded.
        self.mask = None if bool(there.all()) else there[:, None, None, :]


class Groups:
    """Sequences in padded batches of at most `size`, each of like lengths; in one batch as they come where it is 0."""

    def __init__(self, sequences, size):
        order = list(range(len(sequences)))
        self.back = None
        if size:
            order.sort(key=lambda number: -len(sequences[number]["ids"]))
            self.back = torch.tensor(order).argsort()
        size = size or len(order)
        self.numbers = [order[first : first + size] for first in range(0, len(order), size)]
        self.batches = [Batch([sequences[number] for number in numbers]) for numbers in self.numbers]

    def tokens(self):
        """How many tokens are computed, padding among them."""
        return sum(batch.ids.numel() for batch in self.batches)

    def each(self, model):
        """What the model makes of each sequence, in the order in which they came."""
        found = torch.cat([model(batch) for batch in self.batches])
        return found if self.back is None else found[self.back]


class Layer(nn.Module):
    """Self-attention and a feed-forward network; query, key and value are one product."""

    def __init__(self, bert):
        super().__init__()
        width, inner, epsilon = bert["hidden_size"], bert["intermediate_size"], bert["layer_norm_eps"]
        self.heads = bert["num_attention_heads"]
        self.projections = nn.Linear(width, 3 * width)
        self.attention_output = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=epsilon)
        self.inner = nn.Linear(width, inner)
        self.output = nn.Linear(inner, width)
        self.output_norm = nn.LayerNorm(width, eps=epsilon)

    def fill(self, weights, name):
        attention = f"{name}.attention"
        weights.fill(self.projections, *(f"{attention}.self.{part}" for part in ("query", "key", "value")))
        weights.fill(self.attention_output, f"{attention}.output.dense")
        weights.fill(self.attention_norm, f"{attention}.output.LayerNorm")
        weights.fill(self.inner, f"{name}.intermediate.dense")
        weights.fill(self.output, f"{name}.output.dense")
        weights.fill(self.output_norm, f"{name}.output.LayerNorm")

    def forward(self, hidden, mask):
        rows, tokens, width = hidden.shape
        split = self.projections(hidden).view(rows, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        context = context.transpose(1, 2).reshape(rows, tokens, width)
        hidden = self.attention_norm(self.attention_output(context) + hidden)
        return self.output_norm(self.output(F.gelu(self.inner(hidden))) + hidden)


class Tower(nn.Module):
    """A BERT: word pieces in, hidden states out."""

    def __init__(self, bert, weights):
        super().__init__()
        width = bert["hidden_size"]
        self.words = nn.Embedding(bert["vocab_size"], width)
        self.places = nn.Embedding(bert["max_position_embeddings"], width)
        self.types = nn.Embedding(bert["type_vocab_size"], width)
        self.norm = nn.LayerNorm(width, eps=bert["layer_norm_eps"])
        self.layers = nn.ModuleList(Layer(bert) for _ in range(bert["num_hidden_layers"]))
        with torch.no_grad():
            for table, name in ((self.words, "word"), (self.places, "position"), (self.types, "token_type")):
                table.weight.copy_(weights.tensors[f"realm.embeddings.{name}_embeddings.weight"])
        weights.fill(self.norm, "realm.embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            layer.fill(weights, f"realm.encoder.layer.{number}")

    def forward(self, batch):
        hidden = self.norm(self.words(batch.ids) + self.places(batch.positions) + self.types(batch.types))
        for layer in self.layers:
            hidden = layer(hidden, batch.mask)
        return hidden


class Embedder(nn.Module):
    """Embed(x): the hidden state at [CLS], projected."""

    def __init__(self, bert, weights):
        super().__init__()
        self.tower = Tower(bert, weights)
        self.projection = nn.Linear(bert["hidden_size"], len(weights.tensors["cls.dense.bias"]))
        weights.fill(self.projection, "cls.dense")

    def forward(self, batch):
        return self.projection(self.tower(batch)[:, 0])


class Encoder(nn.Module):
    """log p(y|z,x) at masked positions; the head is computed for no other."""

    def __init__(self, bert, weights):
        super().__init__()
        width = bert["hidden_size"]
        self.tower = Tower(bert, weights)
        self.transform = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=bert["layer_norm_eps"])
        self.bias = nn.Parameter(weights.tensors["cls.predictions.bias"].clone())
        weights.fill(self.transform, "cls.predictions.transform.dense")
        weights.fill(self.norm, "cls.predictions.transform.LayerNorm")

    def forward(self, batches, places, targets):
        """`places` are the rows and positions of the masks in each batch, `targets` the word pieces behind them."""
        masked = torch.cat([self.tower(batch)[place] for batch, place in zip(batches, places)])
        hidden = self.norm(F.gelu(self.transform(masked)))
        logits = F.linear(hidden, self.tower.words.weight, self.bias)
        return -F.cross_entropy(logits, targets, reduction="none")


def add_precision_option(parser):
    parser.add_argument(
        "--precision",
        choices=("highest", "medium"),
        default="highest",
        help="torch.set_float32_matmul_precision: medium sends matrix products to oneDNN",
    )


def prepare(options):
    """Sets PyTorch up as told."""
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.precision)


def precision_name(options):
    """What the report adds to the engine's name."""
    return "" if options.precision == "highest" else f", {options.precision}"


def read(options, name):
    return json.loads((Path(options.share) / name).read_text())
