"""Seeded mutations of valid requests, sent over many connections at once.

Run by bad_input.py.
"""
import asyncio
import json
import random
import time

from checks import CACHE
from wire import Connection, request

VALID = [
    ("POST", "/v1/answers", {"question": "Who built the tower?", "k": 5, "method": "hybrid", "count": 3}),
    ("POST", "/v1/answers", {"questions": ["Who built the tower?", "Where does the Wend flow?"], "k": 2}),
    ("POST", "/v1/searches", {"query": "stone towers", "k": 5, "method": "dense"}),
    ("POST", "/v1/fill-masks", {"text": "The [MASK] at the top of the pyramid", "k": 3, "count": 5}),
    ("POST", "/v1/embeddings", {"model": "any", "input": ["a river", "é"], "encoding_format": "base64", "user": "u"}),
    ("GET", "/v1/blocks/7?neighbours=3", None),
    ("GET", "/?q=Who+built+the+tower%3F&k=3&method=bm25", None),
    ("GET", "/fill?text=The+%5BMASK%5D+of+France", None),
    ("GET", "/corpus?q=river&method=hybrid", None),
    ("GET", "/blocks/3?start=4&end=9", None),
    ("GET", "/training.svg?run=pretrain", None),
    ("GET", "/v1/status", None),
]
ODD_VALUES = [
    None, True, False, 0, -1, 1, 2.5, 1e308, -0.0, 10 ** 18, 2 ** 63, 2 ** 64, "", " ", "\0", "é\u0301", "\u202e",
    "🜨" * 9, "[MASK]", "[MASK]" * 12, "'\"<script>", "%s%n", "a" * 5_000, "dense",
    [], {}, [[]], [None], ["x"] * 70, {"a": {"b": []}},
]
ODD_BYTES = [
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b'"', b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[", b"]", b",", b":",
    b"1e999", b"NaN", b"-", b"\r\n", b"\r\n\r\n", b"%", b"%00", b"%zz", b"&", b"=", b"#", b"?", b"/", b"..", b"\t",
]
ODD_HEADERS = [
    ("Accept", "text/event-stream"), ("Accept", "text/html"), ("Accept", "\xff"), ("Authorization", "Basic !!!"),
    ("Authorization", "Bearer"), ("Origin", "null"), ("Content-Type", "application/json; charset=utf-16"),
    ("Expect", "100-continue"), ("Range", "bytes=5-1"), ("If-None-Match", "*"), ("X-" + "a" * 300, "b" * 3_000),
    ("Cookie", "a=b; " * 200), ("Content-Encoding", "gzip"), ("TE", "trailers"),
]


def mutated_bytes(draw, data):
    """A few places changed, cut, doubled or filled with something odd."""
    data = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        place = draw.randint(0, len(data))
        match draw.randrange(5):
            case 0:
                data[place:place + 1] = bytes([draw.randrange(256)])
            case 1:
                del data[place:place + draw.randint(1, 12)]
            case 2:
                data[place:place] = draw.choice(ODD_BYTES) * draw.choice((1, 1, 1, 2, 50))
            case 3:
                start = draw.randint(0, len(data))
                data[place:place] = data[start:start + draw.randint(1, 20)]
            case 4:
                del data[place:]
    return bytes(data)


def mutated_value(draw, value):
    """The same with one part replaced, removed or added."""
    if isinstance(value, dict) and value and draw.random() < 0.8:
        value = dict(value)
        name = draw.choice(list(value))
        match draw.randrange(4):
            case 0:
                del value[name]
            case 1:
                value[draw.choice(["x", "", "question", "k", "input", "\0", "a" * 99])] = draw.choice(ODD_VALUES)
            case _:
                value[name] = mutated_value(draw, value[name])
        return value
    if isinstance(value, list) and value and draw.random() < 0.5:
        place = draw.randrange(len(value))
        return value[:place] + [mutated_value(draw, value[place])] + value[place:]
    return draw.choice(ODD_VALUES)


def made(draw, host):
    """The bytes of a request, and whether it is good HTTP, so that an answer is owed and the connection goes on."""
    method, path, value = draw.choice(VALID)
    headers = [draw.choice(ODD_HEADERS)] if draw.random() < 0.2 else []
    body = None if value is None else json.dumps(value).encode()
    kind = draw.random()
    if body is not None and kind < 0.45:
        body = mutated_bytes(draw, body)
    elif body is not None and kind < 0.9:
        body = json.dumps(mutated_value(draw, value)).encode("utf-8", "surrogatepass")
    elif kind < 0.9:
        # What cannot stand in a request line is left to the kind below.
        path = "/" + "".join(
            chr(byte) for byte in mutated_bytes(draw, path[1:].encode()) if 0x21 <= byte <= 0x7E and byte not in b"#")
    elif kind < 0.97:
        method = draw.choice(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GET", "POST"])
    else:
        return mutated_bytes(draw, request(host, method, path, body)), False
    return request(host, method, path, body, headers), True


async def run(address, check, cases, seed, connections):
    counts, failures, numbers = {}, [], iter(range(cases))
    started = time.monotonic()

    async def work():
        connection = Connection(address)
        for number in numbers:
            data, is_http = made(random.Random(f"{seed}/{number}"), connection.host)
            try:
                if connection.writer is None or not is_http:
                    connection.close()
                    await connection.open()
                await connection.send(data)
                reply = await asyncio.wait_for(connection.read(), 90 if is_http else 0.3)
                status = reply.status
                if status > 499 and status not in (503, 504) or status >= 400 and is_http and not (
                        reply.is_problem or (reply.header("content-type") or "").startswith("text/html")):
                    failures.append((number, status, data, reply.body))
                if reply.closes or not is_http:
                    connection.close()
            except (OSError, EOFError, ValueError, asyncio.TimeoutError, asyncio.LimitOverrunError) as error:
                status = type(error).__name__
                connection.close()
                if is_http:
                    failures.append((number, status, data, b""))
            counts[status] = counts.get(status, 0) + 1
            if number % 10_000 == 9_999:
                rate = (number + 1) / (time.monotonic() - started)
                print(f"  {number + 1} mutations, {rate:.0f} a second", flush=True)
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    print("  answers by status: " + ", ".join(f"{key}: {counts[key]}" for key in sorted(counts, key=str)))
    with open(CACHE / "mutations-failed.jsonl", "w") as file:
        for number, status, data, body in failures:
            words = {"request": data.decode("latin-1"), "reply": body.decode("latin-1")}
            file.write(json.dumps({"number": number, "status": status, **words}) + "\n")
    first = [(number, status, data[:600], body[:200]) for number, status, data, body in failures[:5]]
    check(f"{cases} mutations (seed {seed}) find no fault", not failures, f"{len(failures)}, such as {first}")
