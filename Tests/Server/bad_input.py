#!/usr/bin/env python3
"""Sends what is wrong, and then what is wrong by chance; nothing of it may fail the server.

    bad_input.py [--address http://127.0.0.1:8080] [--cases 100000] [--seed 5] [--connections 64]

First come requests that are wrong in a known way: each must get a problem document (RFC 9457) with the right status,
and with the field's name where one is wrong. Then raw bytes that are no good HTTP (bad_wire.py). Then seeded mutations
of valid requests (mutations.py) over many connections at once: nothing above 499 but 503 and 504, and the server lives.
"""
import asyncio
import sys

import mutations
from checks import Checks, call, call_json, options
from wire import Connection, request

check = Checks("bad_input")
ANSWERS, SEARCHES, FILL, EMBED = "/v1/answers", "/v1/searches", "/v1/fill-masks", "/v1/embeddings"
DEEP = 100_000
MOST = 1 << 20

# (what, path, body, the statuses that are right, the field)
BODIES = [
    ("no JSON", ANSWERS, b'{"question": ', 400, None),
    ("nothing", ANSWERS, b"", 400, None),
    ("two values", ANSWERS, b'{"question": "Who?"} {}', 400, None),
    ("a list", ANSWERS, b"[]", 422, None),
    ("a text", ANSWERS, b'"Who?"', 422, None),
    ("null", ANSWERS, b"null", 422, None),
    ("no question", ANSWERS, b"{}", 422, "question"),
    ("a number for a question", ANSWERS, b'{"question": 7}', 422, "question"),
    ("null for a question", ANSWERS, b'{"question": null}', 422, "question"),
    ("an object for a question", ANSWERS, b'{"question": {"a": 1}}', 422, "question"),
    ("an empty question", ANSWERS, b'{"question": ""}', 422, "question"),
    ("blanks for a question", ANSWERS, b'{"question": " \\t\\n"}', 422, "question"),
    ("a long question", ANSWERS, {"question": "who " * 900}, 422, "question"),
    ("a longer question", ANSWERS, {"question": "w" * 4_001}, 422, "question"),
    ("question and questions", ANSWERS, {"question": "Who?", "questions": ["Who?"]}, 422, "question"),
    ("no questions", ANSWERS, {"questions": []}, 422, "questions"),
    ("65 questions", ANSWERS, {"questions": ["Who?"] * 65}, 422, "questions"),
    ("a number among questions", ANSWERS, {"questions": ["Who?", 3]}, 422, "questions[1]"),
    ("blanks among questions", ANSWERS, {"questions": ["Who?", "Where?", " "]}, 422, "questions[2]"),
    ("k is 0", ANSWERS, {"question": "Who?", "k": 0}, 422, "k"),
    ("k is a milliard", ANSWERS, {"question": "Who?", "k": 10 ** 9}, 422, "k"),
    ("k is beyond 64 bits", ANSWERS, {"question": "Who?", "k": 10 ** 30}, 422, "k"),
    ("k is no whole number", ANSWERS, {"question": "Who?", "k": 1.5}, 422, "k"),
    ("k is a text", ANSWERS, {"question": "Who?", "k": "3"}, 422, "k"),
    ("k is true", ANSWERS, {"question": "Who?", "k": True}, 422, "k"),
    ("k is negative", SEARCHES, {"query": "river", "k": -1}, 422, "k"),
    ("k is NaN", ANSWERS, b'{"question": "Who?", "k": NaN}', 400, None),
    ("k is Infinity", ANSWERS, b'{"question": "Who?", "k": Infinity}', 400, None),
    ("k is 1e400", ANSWERS, b'{"question": "Who?", "k": 1e400}', (400, 422), None),
    ("an unknown method", ANSWERS, {"question": "Who?", "method": "tfidf"}, 422, "method"),
    ("an unknown field", ANSWERS, {"question": "Who?", "coutn": 3}, 422, "coutn"),
    ("invalid UTF-8", ANSWERS, b'{"question": "caf\xe9"}', 400, None),
    ("UTF-8 of a surrogate", ANSWERS, b'{"question": "\xed\xa0\x80"}', 400, None),
    ("an overlong slash", ANSWERS, b'{"question": "\xc0\xaf"}', 400, None),
    ("a lone surrogate", ANSWERS, b'{"question": "\\ud800"}', (400, 422), None),
    ("surrogates the wrong way round", ANSWERS, b'{"question": "\\udc00\\ud800"}', (400, 422), None),
    ("UTF-16", ANSWERS, '{"question": "Who?"}'.encode("utf-16"), 400, None),
    ("a control character", ANSWERS, b'{"question": "\x01"}', 400, None),
    ("many opening brackets", ANSWERS, b"[" * DEEP, 400, None),
    ("a deep list", ANSWERS, b"[" * DEEP + b"]" * DEEP, (400, 422), None),
    ("a deep object", ANSWERS, b'{"question":' * DEEP + b"1" + b"}" * DEEP, (400, 413, 422), None),
    ("a deep list in a field", ANSWERS, b'{"question":' + b"[" * 400 + b"]" * 400 + b"}", (400, 422), None),
    ("a body of 1 MiB and a byte", ANSWERS, b'{"question": "Who?"' + b" " * MOST + b"}", 413, None),
    ("a body of 50 MiB", EMBED, b'{"input": "' + b"a" * (50 << 20) + b'"}', 413, None),
    ("no query", SEARCHES, {"k": 3}, 422, "query"),
    ("101 hits", SEARCHES, {"query": "river", "k": 101}, 422, "k"),
    ("no mask", FILL, {"text": "no blank here"}, 422, "text"),
    ("a mask in small letters", FILL, {"text": "the [mask]"}, 422, "text"),
    ("eleven masks", FILL, {"text": "[MASK] " * 11}, 422, "text"),
    ("51 passages for masks", FILL, {"text": "the [MASK]", "k": 51}, 422, "k"),
    ("no texts", EMBED, {"input": []}, 422, "input"),
    ("token numbers", EMBED, {"input": [[1, 2]]}, 422, "input[0]"),
    ("257 texts", EMBED, {"input": ["a"] * 257}, 422, "input"),
    ("a long text", EMBED, {"input": "a" * 32_001}, 422, "input"),
    ("an unknown encoding", EMBED, {"input": "a", "encoding_format": "hex"}, 422, "encoding_format"),
    ("another width", EMBED, {"input": "a", "dimensions": 1}, 422, "dimensions"),
]
PATHS = [
    ("GET", "/v1/blocks/999999999", 404, "id"), ("GET", "/v1/blocks/-1", 422, "id"),
    ("GET", "/v1/blocks/99999999999999999999999", 422, "id"), ("GET", "/v1/blocks/one", 422, "id"),
    ("GET", "/v1/blocks/%D9%A1", 422, "id"), ("GET", "/v1/blocks/0?neighbours=51", 422, "neighbours"),
    ("GET", "/v1/blocks/0?neighbours=x", 422, "neighbours"), ("GET", "/blocks/999999999", 404, "id"),
    ("GET", "/v1/nothing", 404, None), ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404, None),
    ("GET", "/assets/../../etc/passwd", 404, None), ("GET", "/training.svg?run=../../x", 404, "run"),
    ("GET", ANSWERS, 405, None), ("DELETE", "/v1/blocks/0", 405, None), ("PUT", "/", 405, None),
]


def known(address):
    """Requests that are wrong in a known way."""
    for what, path, body, right, field in BODIES:
        status, reply = ask(address, path, body)
        fits = status in (right if isinstance(right, tuple) else (right,))
        named = field is None or isinstance(reply, dict) and reply.get("field") == field
        check(f"{what}: {status}", fits and named and isinstance(reply, dict), reply)
    for method, path, right, field in PATHS:
        status, reply = ask(address, path, method=method)
        named = isinstance(reply, dict) and (field is None or reply.get("field") == field)
        check(f"{method} {path}: {status}", status == right and named, reply)
    for kind in ("application/x-www-form-urlencoded", "text/plain", "application/jsonx", "", "application/json,a/b"):
        status, reply = ask(address, ANSWERS, {"question": "Who?"}, {"Content-Type": kind})
        check(f"Content-Type: {kind}: {status}", status == 415 and isinstance(reply, dict), reply)
    status, _ = ask(address, ANSWERS, b'{"question": "Who?", "question": "Where?"}')
    check("a field that is there twice is taken or refused", status in (200, 400, 422), status)
    status, _ = ask(address, ANSWERS, b'\xef\xbb\xbf{"question": "Who?"}')
    check("a byte order mark is taken or refused", status in (200, 400), status)


def ask(address, path, body=None, headers=None, method=None):
    """The status and the problem document, or what there was instead."""
    async def exchange():
        connection = Connection(address)
        await connection.open()
        data = request(connection.host, method or "POST", path, body, (headers or {}).items())
        if headers and "Content-Type" in headers:
            data = data.replace(b"Content-Type: application/json\r\n", b"", 1)
        # A server may answer before it has read all; what is left need not be sent then.
        sending = asyncio.ensure_future(connection.send(data))
        try:
            reply = await asyncio.wait_for(connection.read(), 60)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            connection.close()
        return reply
    try:
        reply = asyncio.run(exchange())
    except (OSError, EOFError, asyncio.TimeoutError) as error:
        return 0, f"no answer: {error!r}"
    return reply.status, reply.json() if reply.is_problem else reply.body[:200].decode(errors="replace")


def main():
    parser = options(__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="mutated requests (%(default)s)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    given = parser.parse_args()
    address = given.address.rstrip("/")
    before = answer(address)
    known(address)
    from bad_wire import shapes
    shapes(address, check)
    asyncio.run(mutations.run(address, check, given.cases, given.seed, given.connections))
    check.equal("the server lives", call(address, "/healthz")[0], 200)
    check.equal("and answers as before", answer(address), before)
    return check.ended()


def answer(address):
    result = call_json(address, ANSWERS, {"question": "Who was the first emperor of Rome?"})["results"][0]
    return [one["text"] for one in result["answers"]], [one["block"] for one in result["passages"]]


if __name__ == "__main__":
    sys.exit(main())
