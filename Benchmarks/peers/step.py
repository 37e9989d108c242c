"""The peer of `benchmarks step`: one REALM pre-training step in PyTorch."""

import torch
from torch.nn import functional as F

import bert
import measurement


class Step:
    def __init__(self, options):
        shape = bert.read(options, "bert.json")
        batch = bert.read(options, "batch.json")
        self.embedder = bert.Embedder(shape, bert.Weights(options.share, "embedder"))
        self.encoder = bert.Encoder(shape, bert.Weights(options.share, "encoder"))
        self.models = [list(self.embedder.parameters()), list(self.encoder.parameters())]
        self.optimisers = [optimiser(model) for model in (self.embedder, self.encoder)]
        self.queries = bert.Groups(batch["queries"], options.group)
        self.documents = bert.Groups(batch["documents"], options.group)
        self.joints = bert.Groups(batch["joints"], options.group)
        self.candidates = torch.tensor(batch["candidates"])
        self.place(batch)
        self.losses = []

    def place(self, batch):
        """Where the masks stand in the padded joints, and where their likelihoods go."""
        count, width = self.candidates.shape
        masks = max(len(masked) for masked in batch["masked"])
        self.shape = (count, width, masks)
        self.masked, targets, places = [], [], []
        for numbers in self.joints.numbers:
            rows, positions = [], []
            for row, joint in enumerate(numbers):
                query = joint // width
                for mask, position in enumerate(batch["masked"][query]):
                    rows.append(row)
                    positions.append(position)
                    targets.append(batch["targets"][query][mask])
                    places.append(joint * masks + mask)
            self.masked.append((torch.tensor(rows), torch.tensor(positions)))
        self.targets, self.places = torch.tensor(targets), torch.tensor(places)

    def make(self):
        queries, documents = self.queries.each(self.embedder), self.documents.each(self.embedder)
        scores = (documents[self.candidates] @ queries[:, :, None]).squeeze(2)
        found = self.encoder(self.joints.batches, self.masked, self.targets)
        likelihoods = torch.zeros(self.shape).view(-1).index_put((self.places,), found).view(self.shape)
        loss = -(F.log_softmax(scores, dim=1) + likelihoods.sum(2)).logsumexp(1).mean()
        loss.backward()
        for parameters, optimiser in zip(self.models, self.optimisers):
            torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.losses.append(loss.item())


def optimiser(model):
    """AdamW; biases and layer norms do not decay."""
    named = list(model.named_parameters())
    still = [value for name, value in named if "norm" in name or "bias" in name]
    decaying = [value for name, value in named if not ("norm" in name or "bias" in name)]
    groups = [{"params": decaying, "weight_decay": 0.01}, {"params": still, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.999), eps=1e-6, fused=True)


def main():
    parser = measurement.arguments(__doc__)
    parser.add_argument("--model", default="tiny", help="what the shared weights are called in the report")
    parser.add_argument("--group", type=int, default=0, help="sequences a padded batch, sorted by length; 0: one batch")
    bert.add_precision_option(parser)
    options = parser.parse_args()
    bert.prepare(options)
    step = Step(options)
    taken = measurement.seconds(options.repeats, step.make)
    padded = sum(groups.tokens() for groups in (step.queries, step.documents, step.joints))
    measurement.report(
        options,
        taken,
        what="step",
        engine="pytorch" + (", sorted" if options.group else "") + bert.precision_name(options),
        subject=options.model,
        sizes={"queries": step.shape[0], "candidates": step.shape[1], "tokens": padded},
        work=1,
        unit="steps/s",
        results={"firstLoss": step.losses[0], "lastLoss": step.losses[-1]},
        settings={"precision": options.precision, "group": options.group},
        versions={"torch": torch.__version__},
    )


main()
