"""The peer of `benchmarks embedding`: passages to vectors in PyTorch, padded batches of like lengths."""

import torch

import bert
import measurement


def main():
    parser = measurement.arguments(__doc__)
    parser.add_argument("--model", default="tiny", help="what the shared weights are called in the report")
    parser.add_argument("--batch", type=int, default=32, help="passages a batch")
    bert.add_precision_option(parser)
    options = parser.parse_args()
    bert.prepare(options)
    documents = bert.read(options, "documents.json")
    embedder = bert.Embedder(bert.read(options, "bert.json"), bert.Weights(options.share, "embedder")).eval()
    vectors = None

    def work():
        nonlocal vectors
        vectors = bert.Groups(documents, options.batch).each(embedder)

    with torch.inference_mode():
        taken = measurement.seconds(options.repeats, work)
        norms = {"firstNorm": vectors[0].double().norm().item(), "norm": vectors.double().norm().item()}
    tokens = bert.Groups(documents, options.batch).tokens()
    measurement.report(
        options,
        taken,
        what="embedding",
        engine="pytorch, sorted" + bert.precision_name(options),
        subject=options.model,
        sizes={"passages": len(documents), "tokens": tokens, "width": vectors.shape[1]},
        work=len(documents),
        unit="passages/s",
        results=norms,
        settings={"precision": options.precision, "batch": options.batch},
        versions={"torch": torch.__version__},
    )


main()
