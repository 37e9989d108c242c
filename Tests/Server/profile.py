#!/usr/bin/env python3
"""Where a loaded server's processor time goes: samples it with Linux's perf while questions are asked in a closed loop.

    profile.py --address http://127.0.0.1:8080 --pid PID [--connections 8] [--seconds 10]

Prints a Markdown table. perf must be installed (Debian: linux-perf) and allowed (kernel.perf_event_paranoid at most 2).
"""
import asyncio
import collections
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import questions
from checks import options, processor
from load import closed_loop

# The first that fits a sample's function and library names it. oneDNN's kernels are compiled while the program runs, so
# they have neither.
KINDS = [
    ("matrix products and GELU of the towers (oneDNN)", r"JIT|\[unknown\]|brgemm|dnnl::"),
    ("attention", r"flash_attention|mkl_blas"),
    ("rounding to bfloat16 and back", r"reduced_float_copy"),
    ("sums, norms, copies", r"add_kernel|LayerNorm|RowwiseMoments|direct_copy|memmove|memcpy|memset"),
    ("the kernel: waking threads, pages", r"kernel\.kallsyms"),
    ("OpenMP", r"libgomp|libiomp"),
]
FREQUENCY = 500


def sampled(pid, seconds, address, connections, wanted):
    """Seconds of processor time by kind, and answers a second, while the load lasts."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(pathlib.Path(folder) / "perf.data")
        perf = subprocess.Popen(
            ["perf", "record", "-e", "cpu-clock", "-F", str(FREQUENCY), "-p", str(pid), "-o", file, "--", "sleep",
             str(seconds)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        one = asyncio.run(closed_loop(address, pid, connections, seconds + 1, wanted))
        error = perf.communicate()[1]
        if perf.returncode:
            sys.exit(f"perf failed: {error.strip()}")
        lines = subprocess.run(["perf", "script", "-i", file, "-F", "ip,sym,dso"], capture_output=True, text=True).stdout
    spent = collections.Counter()
    for line in filter(str.strip, lines.splitlines()):
        kind = next((name for name, pattern in KINDS if re.search(pattern, line)), "all else")
        spent[kind] += 1 / FREQUENCY
    return spent, one["perSecond"]


def main():
    parser = options(__doc__)
    parser.add_argument("--connections", default=8, type=int)
    parser.add_argument("--seconds", default=10, type=int)
    questions.add_option(parser)
    given = parser.parse_args()
    if not given.pid:
        parser.error("name the server's process with --pid")
    if not shutil.which("perf"):
        sys.exit("there is no perf; apt-get install linux-perf")
    wanted = itertools.cycle(questions.read(given.questions))
    spent, rate = sampled(given.pid, given.seconds, given.address.rstrip("/"), given.connections, wanted)
    machine, total = processor(), sum(spent.values())
    print(f"{machine['model']}, {machine['cores']} cores, {' '.join(machine['flags'])}: {rate:.1f} answers a second, "
          f"{100 * total / given.seconds / os.cpu_count():.0f} % of the processors' time\n")
    print("| what | share of the server's processor time |\n| --- | --- |")
    for kind, seconds in spent.most_common():
        print(f"| {kind} | {100 * seconds / total:.0f} % |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
