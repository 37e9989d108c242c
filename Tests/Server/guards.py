#!/usr/bin/env python3
"""Starts servers of its own for what depends on how they are started: a token, other origins, a small queue, their end.

    guards.py [--run PROJECT]
"""
import argparse
import base64
import concurrent.futures
import json
import pathlib
import re
import socket
import sys
import time

import questions
from checks import CACHE, Checks, call, call_json
from server import Server, usual_project
from wire import place, request

check = Checks("guards")
TOKEN = "c0rrect-horse-battery-staple"
FRIEND, STRANGER = "https://friend.example", "https://stranger.example"


def token(address):
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for path in ("/v1/status", "/", "/metrics", "/v1/nothing", "/openapi.yaml"):
        check.equal(f"{path} needs the token", call(address, path)[0], 401)
    status, headers, data = call(address, "/v1/answers", {"question": "Who?"})
    check.equal("so does a question", (status, headers["WWW-Authenticate"]), (401, "Bearer"))
    check.equal("which is told by a problem document", headers["Content-Type"], "application/problem+json")
    check("that does not repeat the token", TOKEN.encode() not in data)
    for path in ("/healthz", "/readyz"):
        check.equal(f"{path} does not", call(address, path)[0], 200)
    long = "Bearer " + "x" * 9_000
    for wrong in (f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer ", TOKEN, "Basic !", long):
        check.equal(f"“{wrong[:40]}” does not let in",
                    call(address, "/v1/status", headers={"Authorization": wrong})[0], 401)
    check.equal("the token lets in", call(address, "/v1/status", headers=bearer)[0], 200)
    pair = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
    check.equal("also as a password", call(address, "/", headers={"Authorization": f"Basic {pair}"})[0], 200)
    check.equal("and a question is answered", call(address, "/v1/answers", {"question": "Who?"}, bearer)[0], 200)


def origins(address):
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    status, headers, _ = call(address, "/v1/answers", headers={"Origin": FRIEND, **wish}, method="OPTIONS")
    check.equal("a listed origin may ask, without the token yet",
                (status, headers["Access-Control-Allow-Origin"]), (204, FRIEND))
    check("with JSON, and with the token", "POST" in headers["Access-Control-Allow-Methods"] and all(
        name in headers["Access-Control-Allow-Headers"].lower() for name in ("content-type", "authorization")))
    status, headers, _ = call(address, "/v1/answers", headers={"Origin": STRANGER, **wish}, method="OPTIONS")
    check("another one may not", status >= 400 and headers["Access-Control-Allow-Origin"] is None, status)
    headers = call(address, "/v1/status", headers={"Origin": FRIEND})[1]
    check.equal("its refusals can be read", headers["Access-Control-Allow-Origin"], FRIEND)
    check("and are not kept for others", "Origin" in (headers["Vary"] or ""))


def leaving(server, wanted):
    """What nobody waits for any more is not computed."""
    before = counted(server.address)
    for _ in range(4):
        ask_and_leave(server.address, wanted)
    end = time.monotonic() + 30
    while call_json(server.address, "/v1/status")["queue"]["depth"] > 0 and time.monotonic() < end:
        time.sleep(0.1)
    done = counted(server.address) - before
    check("of 256 questions whose askers left, most are dropped", done < 128, f"{done} were answered")


def ask_and_leave(address, wanted):
    with socket.create_connection(place(address)) as connection:
        connection.sendall(request("localhost", "POST", "/v1/answers", {"questions": wanted[:64], "k": 50}))
        time.sleep(0.2)


def counted(address):
    found = re.search(r"^pyramidion_questions_total (\d+)", call(address, "/metrics")[2].decode(), re.M)
    return int(found[1]) if found else 0


def full_queue(server, wanted):
    status, headers, data = call(server.address, "/v1/answers", {"questions": wanted[:9]})
    check.equal("more than the queue takes is 429, with a time to come back",
                (status, headers["Retry-After"]), (429, "1"))
    check.equal("by a problem document", json.loads(data)["status"], 429)
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(
            lambda question: call(server.address, "/v1/answers", {"question": question})[0], wanted[:60]))
    check("under pressure there are answers and 429, and nothing else",
          set(statuses) <= {200, 429} and 200 in statuses, statuses)


def late(project, wanted):
    with Server(project, "--timeout", "0.1", name="guards-late") as server:
        statuses = [call(server.address, "/v1/answers", {"questions": wanted[:64], "k": 100})[0] for _ in range(3)]
        check("what is not answered in time is 504", set(statuses) <= {200, 504} and 504 in statuses, statuses)
        check.equal("and the server goes on", call(server.address, "/v1/answers", {"question": wanted[0]})[0], 200)


def ending(project, wanted):
    """Told to stop, the server finishes what it was asked and sends away what is new."""
    server = Server(project, name="guards-ending")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        batch = {"questions": wanted[:24], "k": 5}
        running = [
            pool.submit(call, server.address, "/v1/answers", batch, headers)
            for headers in ({}, {"Accept": "text/event-stream"})]
        time.sleep(0.2)
        check("the questions are being answered", not any(one.done() for one in running))
        stopping = pool.submit(server.stop)
        time.sleep(0.2)
        refusals = []
        while not stopping.done() and len(refusals) < 5:
            try:
                status, headers, _ = call(server.address, "/v1/answers", {"question": wanted[0]})
                refusals.append((status, headers["Retry-After"]))
            except OSError:
                break
        check("what is new is sent away with 503 and a time to come back",
              refusals and set(refusals) == {(503, "5")}, refusals)
        check.equal("what was being answered is answered", running[0].result()[0], 200)
        stream = running[1].result()[2]
        check("and what was being streamed comes to its end",
              stream.count(b"event: answer\n") == 24 and b"event: done\n" in stream, stream[-300:].decode())
        check.equal("then the server ends by itself", stopping.result(), 0)


def ending_in_vain(project, wanted):
    """Told to stop while it still computes for somebody who left."""
    server = Server(project, name="guards-vain")
    ask_and_leave(server.address, wanted)
    check.equal("a server that computes for nobody ends well", server.stop(), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, default=usual_project(), metavar="PROJECT", help="(%(default)s)")
    parser.add_argument("--address", help="not used: the servers are its own")
    parser.add_argument("--pid", help="not used")
    questions.add_option(parser)
    given = parser.parse_args()
    wanted = questions.read(given.questions)[:64]
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / "token"
    file.write_text(TOKEN + "\n")
    with Server(given.run, "--token-file", file, "--allow-origin", FRIEND, name="guards-token") as server:
        token(server.address)
        origins(server.address)
    log = server.log.read_text(errors="replace")
    check("neither token nor question is logged", TOKEN not in log and "Who?" not in log)
    with Server(given.run, "--queue", "8", name="guards-queue") as server:
        full_queue(server, wanted)
    with Server(given.run, name="guards-leaving") as server:
        leaving(server, wanted)
    late(given.run, wanted)
    ending(given.run, wanted)
    ending_in_vain(given.run, wanted)
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
