"""Measures a piece of work and prints the line of JSON that `benchmarks` prints too."""

import argparse
import json
import os
import platform
import statistics
import sys
import time


def arguments(description):
    """What every measurement is told; the same options as those of `benchmarks`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=1, help="threads that compute")
    parser.add_argument("--repeats", type=int, default=5, help="how often, after one time that does not count")
    parser.add_argument("--share", required=True, help="the folder that `benchmarks --share` wrote")
    return parser


def seconds(repeats, work):
    """Does `work` once without counting, then `repeats` times; the seconds of each, in rising order."""
    work()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)


def quantile(taken, share):
    """The value below which the share lies, between neighbours where it falls between them."""
    place = share * (len(taken) - 1)
    below = int(place)
    above = min(below + 1, len(taken) - 1)
    return taken[below] + (taken[above] - taken[below]) * (place - below)


def processor():
    """The processor's name and the flags that decide which kernels run."""
    facts = {}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                key, _, value = line.partition(":")
                facts.setdefault(key.strip(), value.strip())
    except OSError:
        pass
    wanted = ("avx", "amx", "fma", "f16c", "asimd", "sve", "bf16", "i8mm")
    flags = sorted(flag for flag in facts.get("flags", facts.get("Features", "")).split() if flag.startswith(wanted))
    return {"model": facts.get("model name", "not told by the system"), "flags": " ".join(flags)}


def report(options, taken, *, what, engine, subject, sizes, work, unit, results, settings, versions):
    """Prints the line; `work` is how many units one repeat does."""
    median = statistics.median(taken)
    line = {
        "what": what,
        "engine": engine,
        "subject": subject,
        "sizes": sizes,
        "threads": options.threads,
        "repeats": options.repeats,
        "seconds": {
            "best": taken[0],
            "median": median,
            "worst": taken[-1],
            "spread": quantile(taken, 0.75) - quantile(taken, 0.25),
        },
        "rate": work / median,
        "rateUnit": unit,
        "results": results,
        "settings": {"OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "not set"), **settings},
        "cpu": processor(),
        "versions": {"python": platform.python_version(), "system": platform.platform(), **versions},
        "command": " ".join(sys.argv),
    }
    print(json.dumps(line, sort_keys=True), flush=True)
