#!/usr/bin/env python3
"""Loads the server in a closed loop: each connection asks its next question as soon as the last one is answered.

    load.py [--address http://127.0.0.1:8080] [--pid PID] [--connections 1,8,64,256] [--seconds 60]
    load.py --growth-minutes 10     64 connections; how the server's resident memory grows
    load.py --slow                  1,000 idle connections and 200 that send a byte a second, beside ordinary ones

Prints Markdown tables and writes .cache/server-tests/load.json. Only the loopback interface is meant; the questions are
distinct until their file is used up.
"""
import asyncio
import itertools
import json
import re
import resource
import statistics
import sys
import time

import questions
from checks import CACHE, Checks, call, call_json, options, processor, resident_megabytes
from slow import Crowd
from wire import Connection

check = Checks("load")


def stage_seconds(address):
    """What the server counted so far: seconds of each stage, batches, and questions in them."""
    text = call(address, "/metrics")[2].decode()
    found = {name: float(value) for name, value in re.findall(
        r'^pyramidion_stage_seconds_sum\{stage="(\w+)"\} (\S+)', text, re.M)}
    for name in ("sum", "count"):
        value = re.search(rf"^pyramidion_batch_questions_{name} (\S+)", text, re.M)
        found[f"batch_{name}"] = float(value[1]) if value else 0.0
    return found


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def closed_loop(address, pid, connections, seconds, wanted, every=10):
    """Asks for a while; the figures of it."""
    latencies, statuses, memory = [], {}, [resident_megabytes(pid)]
    before, used = stage_seconds(address), time.process_time()
    started = time.monotonic()
    end = started + seconds

    async def asker():
        connection = Connection(address)
        while time.monotonic() < end:
            sent = time.monotonic()
            try:
                status = (await connection.ask("POST", "/v1/answers", {"question": next(wanted)})).status
            except (OSError, EOFError, asyncio.TimeoutError) as error:
                status = type(error).__name__
                connection.close()
            statuses[status] = statuses.get(status, 0) + 1
            if status == 200:
                latencies.append(time.monotonic() - sent)
            else:
                await asyncio.sleep(0.2)
        connection.close()

    async def watch():
        while True:
            await asyncio.sleep(every)
            memory.append(resident_megabytes(pid))

    watching = asyncio.ensure_future(watch())
    await asyncio.gather(*(asker() for _ in range(connections)))
    watching.cancel()
    elapsed = time.monotonic() - started
    memory.append(resident_megabytes(pid))
    after = stage_seconds(address)
    counted = {name: value - before.get(name, 0) for name, value in after.items()}
    latencies.sort()
    return {
        "connections": connections, "seconds": elapsed, "answers": len(latencies),
        "perSecond": len(latencies) / elapsed,
        **{f"p{share}": 1_000 * percentile(latencies, share / 100) for share in (50, 95, 99)},
        "statuses": {str(status): count for status, count in statuses.items()}, "residentMiB": memory,
        "batch": counted.pop("batch_sum") / max(1, counted.pop("batch_count")),
        "stageShares": {name: value / elapsed for name, value in counted.items()},
        "clientShare": (time.process_time() - used) / elapsed,
    }


def table(results):
    print("\n| connections | answers/s | p50 ms | p95 ms | p99 ms | 429 | 503, 504 | other | batch | reading | MiB |")
    print("| --- " * 11 + "|")
    for one in results:
        counts = dict(one["statuses"])
        counts.pop("200", 0)
        full, busy = counts.pop("429", 0), counts.pop("503", 0) + counts.pop("504", 0)
        known = [value for value in one["residentMiB"] if value]
        memory = f"{known[0]:.0f} → {known[-1]:.0f}" if known else "–"
        print(
            f"| {one.get('name', one['connections'])} | {one['perSecond']:.1f} | {one['p50']:.0f} | {one['p95']:.0f} "
            f"| {one['p99']:.0f} | {full} | {busy} | {sum(counts.values())} | {one['batch']:.1f} "
            f"| {100 * one['stageShares'].get('read', 0):.0f} % | {memory} |")
    print(flush=True)


def judge(one, name):
    others = {status: count for status, count in one["statuses"].items() if status not in ("200", "429", "503", "504")}
    check(f"{name}: all is answered, or told to come back", one["answers"] > 0 and not others, one["statuses"])


async def grow(given, wanted):
    one = await closed_loop(given.address, given.pid, 64, 60 * given.growth_minutes, wanted)
    memory = [value for value in one["residentMiB"] if value]
    print("  resident MiB every 10 s: " + " ".join(f"{value:.0f}" for value in memory))
    # What grows only at first is caches and buffers of a fixed size; what grows later is a leak. Medians, because the
    # memory of a batch comes and goes with it.
    third = len(memory) // 3
    if check("the server's memory is known; name it with --pid", third > 1):
        before, after = statistics.median(memory[third:2 * third]), statistics.median(memory[2 * third:])
        check(f"from {before:.0f} MiB in the second third to {after:.0f} in the last is no growth",
              after - before < max(8, 0.02 * before), f"it grew by {after - before:.0f} MiB")
    return [one]


async def beside_slow_ones(given, wanted):
    alone = await closed_loop(given.address, given.pid, 8, given.seconds, wanted)
    async with Crowd(given.address, idle=1_000, slow=200) as crowd:
        beside = await closed_loop(given.address, given.pid, 8, given.seconds, wanted)
        lost, idle = crowd.lost_slow, crowd.lost_idle
    alone["name"], beside["name"] = "8, alone", "8, beside 1,000 idle and 200 slow ones"
    judge(beside, "beside slow ones")
    check("others get nearly as much as alone", beside["perSecond"] > 0.7 * alone["perSecond"],
          f"{beside['perSecond']:.1f} a second beside {alone['perSecond']:.1f}")
    print(f"  closed by the server meanwhile: {idle} idle connections, {lost} slow ones")
    return [alone, beside]


async def run(given):
    wanted = itertools.cycle(questions.read(given.questions))
    if given.slow and not resource.getrlimit(resource.RLIMIT_NOFILE)[1] >= 4_096:
        sys.exit("this needs 4,096 open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    await closed_loop(given.address, given.pid, 8, min(5, given.seconds), wanted)  # what is only slow at first
    if given.growth_minutes:
        return await grow(given, wanted)
    if given.slow:
        return await beside_slow_ones(given, wanted)
    results = []
    for connections in given.connections:
        results.append(await closed_loop(given.address, given.pid, connections, given.seconds, wanted))
        judge(results[-1], f"{connections} connections")
    rates = {one["connections"]: one["perSecond"] for one in results}
    if 1 in rates and 64 in rates:
        print(f"  64 connections get {rates[64] / rates[1]:.1f} times what one gets")
    return results


def main():
    parser = options(__doc__)
    parser.add_argument(
        "--connections", default="1,8,64,256", type=lambda text: [int(part) for part in text.split(",")])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--growth-minutes", type=float, default=0)
    parser.add_argument("--slow", action="store_true")
    questions.add_option(parser)
    given = parser.parse_args()
    given.address = given.address.rstrip("/")
    machine, status = processor(), call_json(given.address, "/v1/status")
    print(f"{machine['model']}, {machine['cores']} cores, {' '.join(machine['flags'])}; "
          f"{status['model']}, {status['blocks']} blocks")
    results = asyncio.run(run(given))
    table(results)
    name = "growth" if given.growth_minutes else "slow" if given.slow else "load"
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / f"{name}.json").write_text(json.dumps(
        {"machine": machine, "model": status["model"], "blocks": status["blocks"], "runs": results}, indent=1))
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
