"""The peer of `benchmarks search`: FAISS's exact index on the same vectors; compares what both found."""

import json
from pathlib import Path

import faiss
import numpy as np

import measurement


def differences(vectors, queries, ours, theirs):
    """How many hits differ in id, and how many of these in score too, which no tie or rounding explains."""
    differing = unexplained = 0
    for query, (left, right) in enumerate(zip(ours, theirs)):
        for own, other in zip(sorted(set(left) - set(right)), sorted(set(right) - set(left))):
            differing += 1
            exact = queries[query].astype(np.float64)
            gap = abs(exact @ vectors[own].astype(np.float64) - exact @ vectors[other].astype(np.float64))
            unexplained += gap > 1e-4
    return differing, unexplained


def main():
    parser = measurement.arguments(__doc__)
    parser.add_argument("--width", type=int, default=128, help="components of a vector")
    parser.add_argument("--batch", type=int, default=16, help="queries searched together")
    parser.add_argument("--hits", type=int, default=20, help="hits a query")
    options = parser.parse_args()
    faiss.omp_set_num_threads(options.threads)
    shared = Path(options.share)
    vectors = np.fromfile(shared / "vectors.f32", dtype=np.float32).reshape(-1, options.width)
    queries = np.fromfile(shared / "queries.f32", dtype=np.float32).reshape(-1, options.width)
    ours = json.loads((shared / "found.json").read_text())
    index = faiss.IndexFlatIP(options.width)
    index.add(vectors)
    batches = [queries[first : first + options.batch] for first in range(0, len(queries), options.batch)]
    found = []

    def work():
        found[:] = [index.search(batch, options.hits) for batch in batches]

    taken = measurement.seconds(options.repeats, work)
    theirs = np.concatenate([ids for _, ids in found]).tolist()
    differing, unexplained = differences(vectors, queries, ours, theirs)
    measurement.report(
        options,
        taken,
        what="search",
        engine="faiss",
        subject=f"batch {options.batch}",
        sizes={
            "vectors": len(vectors),
            "width": options.width,
            "queries": len(queries),
            "batch": options.batch,
            "hits": options.hits,
        },
        work=len(queries),
        unit="queries/s",
        results={
            "scoreSum": float(sum(scores.astype(np.float64).sum() for scores, _ in found)),
            "differingHits": differing,
            "unexplainedHits": int(unexplained),
        },
        settings={"instructions": faiss.get_compile_options().strip()},
        versions={"faiss": faiss.__version__, "numpy": np.__version__},
    )


main()
