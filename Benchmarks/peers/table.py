"""Makes a Markdown table of the lines of JSON that the measurements printed, read from standard input."""

import json
import statistics
import sys


def rounded(value):
    """Three significant digits, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def same(left, right):
    """Whether two results agree to what 32-bit floats and another order of sums allow."""
    return abs(left - right) <= 1e-3 * max(abs(left), abs(right))


def verdict(own, peer):
    """What the peer found, compared with what Pyramidion found."""
    shared = [name for name in own["results"] if name in peer["results"]]
    apart = [name for name in shared if not same(own["results"][name], peer["results"][name])]
    words = f"differ: {', '.join(apart)}" if apart else "agree"
    if "unexplainedHits" in peer["results"]:
        hits = peer["sizes"]["queries"] * peer["sizes"]["hits"]
        words += f"; {peer['results']['differingHits']} of {hits} ids differ, "
        words += f"{peer['results']['unexplainedHits']} without a tie"
    return words


def main():
    groups = {}
    for text in sys.stdin:
        line = json.loads(text)
        key = (line["what"], line["subject"], line["threads"])
        groups.setdefault(key, {}).setdefault(line["engine"], []).append(line)
    if not groups:
        sys.exit("table.py: there are no measurements to make a table of")
    print("| measurement | threads | engine | rate: min / median / max | unit | tokens | Pyramidion is | results |")
    print("| --- | ---: | --- | --- | --- | ---: | --- | --- |")
    for (what, subject, threads), engines in groups.items():
        own = engines.get("pyramidion")
        for engine, lines in engines.items():
            rates = [line["rate"] for line in lines]
            figures = " / ".join(rounded(rate) for rate in (min(rates), statistics.median(rates), max(rates)))
            times = words = ""
            if own and engine != "pyramidion":
                # Neighbours in time are compared, so that what slows the machine down slows both.
                pairs = [mine["rate"] / line["rate"] for mine, line in zip(own, lines)]
                times = f"{statistics.median(pairs):.2f} times as fast"
                words = verdict(own[0], lines[0])
            unit, tokens = lines[0]["rateUnit"], lines[0]["sizes"].get("tokens", "")
            print(f"| {what}, {subject} | {threads} | {engine} | {figures} | {unit} | {tokens} | {times} | {words} |")


main()
