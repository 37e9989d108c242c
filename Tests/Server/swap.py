#!/usr/bin/env python3
"""Publishes index generations and checkpoints while the server is asked: no request fails, no answer mixes two of them.

    swap.py [--run PROJECT] [--generations 100] [--checkpoints 10] [--connections 16]

Copies the project aside and serves the copy. Every other generation has its vectors moved by one row, so that a search
tells by its hits whether they are of the generation that it names.
"""
import argparse
import asyncio
import itertools
import pathlib
import shutil
import sys

import questions
from checks import CACHE, Checks, call_json
from publishing import Checkpoints, Generations
from server import Server, usual_project
from wire import Connection

check = Checks("swap")
FIXED = ["the river and the sea", "the king and the war"]


class Witness:
    """What the replies say of generations and models."""

    def __init__(self, blocks):
        self.blocks = blocks
        self.requests = 0
        self.failures, self.mixtures, self.returns = [], [], []
        self.hits = {}
        self.generations, self.models = set(), set()

    def see(self, latest, generation, model):
        """A reply on a connection whose replies were at most `latest` so far."""
        self.generations.add(generation)
        self.models.add(model)
        if generation < latest:
            self.returns.append((latest, generation))
        return max(latest, generation)

    def see_hits(self, query, generation, hits, is_moved):
        """The hits of a moved generation are one further than those of one that is not."""
        plain = tuple((hit - is_moved) % self.blocks for hit in hits)
        first = self.hits.setdefault(query, plain)
        if set(plain) != set(first):
            self.mixtures.append((query, generation, first, plain))


async def ask(address, witness, generations, wanted, ended):
    """Asks in turn for an answer, a stream of several and a search, on one connection."""
    connection, latest = Connection(address), 0
    for number in itertools.count():
        if ended.is_set():
            break
        query = FIXED[number // 3 % len(FIXED)]
        path, body, headers = [
            ("/v1/answers", {"question": next(wanted)}, ()),
            ("/v1/answers", {"questions": [next(wanted), next(wanted)]}, ()),
            ("/v1/searches", {"query": query, "k": 8, "method": "dense"}, ()),
        ][number % 3]
        try:
            reply = await connection.ask("POST", path, body, headers)
            witness.requests += 1
            if reply.status != 200:
                witness.failures.append((reply.status, reply.body[:200]))
                continue
            value = reply.json()
        except (OSError, EOFError, asyncio.TimeoutError) as error:
            witness.failures.append(repr(error))
            connection.close()
            continue
        for result in value.get("results", [value]):
            latest = witness.see(latest, result["generation"], result["model"])
        if "hits" in value:
            hits = [hit["block"] for hit in value["hits"]]
            witness.see_hits(query, value["generation"], hits, generations.is_moved(value["generation"]))
    connection.close()


async def follows(connection, holds, wait=60):
    """Waits until the status is as expected; the status."""
    for _ in range(int(wait / 0.05)):
        reply = await connection.ask("GET", "/v1/status")
        if reply.status == 200 and holds(reply.json()):
            return reply.json()
        await asyncio.sleep(0.05)
    return reply.json()


async def publish(address, given, generations, checkpoints, ended):
    """One after the other, each as soon as the server has taken the last; whether it took all of them."""
    connection, missed = Connection(address), []
    every = max(1, given.generations // max(1, given.checkpoints))
    for count in range(1, given.generations + 1):
        number = await asyncio.to_thread(generations.publish)
        model = None
        if count % every == 0 and count // every <= given.checkpoints:
            model = await asyncio.to_thread(checkpoints.publish)
        status = await follows(connection, lambda status: status["generation"] == number and (
            model is None or status["model"].endswith(model)))
        if status["generation"] != number or status.get("problem"):
            missed.append(status)
        if count % 20 == 0:
            print(f"  {count} generations are published", flush=True)
    ended.set()
    connection.close()
    return missed


async def run(server, given, generations, checkpoints, witness):
    ended = asyncio.Event()
    wanted = itertools.cycle(questions.read(given.questions))
    publishing = asyncio.ensure_future(publish(server.address, given, generations, checkpoints, ended))
    await asyncio.gather(*(
        ask(server.address, witness, generations, wanted, ended) for _ in range(given.connections)))
    return await publishing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, default=usual_project(), metavar="PROJECT", help="(%(default)s)")
    parser.add_argument("--address", help="not used: the server is its own")
    parser.add_argument("--pid", help="not used")
    parser.add_argument("--generations", type=int, default=100)
    parser.add_argument("--checkpoints", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    questions.add_option(parser)
    given = parser.parse_args()
    copy = CACHE / "swapped"
    shutil.rmtree(copy, ignore_errors=True)
    try:
        generations, checkpoints = Generations.copied(given.run, copy), Checkpoints(copy / "finetune")
        with Server(copy, "--timeout", "600", name="swap") as server:
            before = call_json(server.address, "/v1/status")
            witness = Witness(before["blocks"])
            missed = asyncio.run(run(server, given, generations, checkpoints, witness))
            after = call_json(server.address, "/v1/status")
        print(f"  {witness.requests} requests; replies name {len(witness.generations)} generations and "
              f"{len(witness.models)} models")
        check("no request failed", not witness.failures, f"{len(witness.failures)}, such as {witness.failures[:3]}")
        check("every generation and model was taken", not missed, missed[:3])
        check("replies come from most of them", len(witness.generations) > 0.8 * given.generations)
        check("no connection went back in time", not witness.returns, witness.returns[:5])
        check("hits are those of the generation that is named", not witness.mixtures, witness.mixtures[:3])
        check.equal("the last generation is served in the end", after["generation"], generations.number)
        check("and the last model", after["model"].endswith(checkpoints.name), after["model"])
        check.equal("the server ended well", server.process.returncode, 0)
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
