"""Bytes that are no good HTTP, sent over raw sockets: none may be answered twice, hang the server, or be its fault.

Run by bad_input.py; by itself: bad_wire.py [--address http://127.0.0.1:8080].
"""
import re
import socket
import sys
import time

from checks import Checks, call, options
from wire import place

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = b'{"question": "Who?"}'
# What is hidden in a request's body. Whoever takes it for a request of its own answers with this route's problem.
HIDDEN = b"GET /v1/blocks/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
SEEN = b"is not a block's number"

# (what, bytes, whether only a refusal is right; else any answer below 500, and silence)
SHAPES = [
    ("length and chunks", POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, True),
    ("chunks and length", POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN, True),
    ("two lengths", POST + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN, True),
    ("a list of lengths", POST + b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN) + HIDDEN, True),
    ("a length with a sign", POST + b"Content-Length: +20\r\n\r\n" + BODY, True),
    ("a negative length", POST + b"Content-Length: -1\r\n\r\n" + BODY, True),
    ("a length in hexadecimal", POST + b"Content-Length: 0x14\r\n\r\n" + BODY, True),
    ("a length beyond 64 bits", POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY, True),
    ("an unknown coding", POST + b"Transfer-Encoding: cow\r\n\r\n0\r\n\r\n" + HIDDEN, True),
    ("a disguised coding", POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN, True),
    ("chunked, but not last", POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN, True),
    ("a chunk of no size", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", True),
    ("a negative chunk", POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n", True),
    ("a chunk beyond 64 bits", POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n", True),
    ("a folded header", GET + b"X-Folded: a\r\n b\r\n\r\n", False),
    ("a bare line feed", b"GET /healthz HTTP/1.1\nHost: localhost\n\n", False),
    ("a bare carriage return", GET + b"X-A: b\rX-C: d\r\n\r\n", True),
    ("a zero byte in a header", GET + b"X-A: b\0c\r\n\r\n", True),
    ("a header without a name", GET + b": nameless\r\n\r\n", True),
    ("a blank in a header's name", GET + b"X A: b\r\n\r\n", True),
    ("a method that is none", b"G{T /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
    ("HTTP/9.9", b"GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", True),
    ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", True),
    ("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(200), True),
    ("no host", b"GET /healthz HTTP/1.1\r\n\r\n", True),
    ("two hosts", GET + b"Host: evil.example\r\n\r\n", True),
    ("another host in the target", b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
    ("HTTP/1.0 without a host", b"GET /healthz HTTP/1.0\r\n\r\n", False),
    ("a target that is none", b"GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
    ("a star for a target", b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
    ("CONNECT", b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
    ("an upgrade", GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", False),
    ("zero bytes", bytes(4_096), True),
    ("a target of 200 KiB", b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
    ("a header of 200 KiB", GET + b"X-Long: " + b"a" * 200_000 + b"\r\n\r\n", True),
    ("20,000 headers", GET + b"".join(b"X-%d: a\r\n" % number for number in range(20_000)) + b"\r\n", True),
    ("a header that does not end", GET + b"X-Long: " + b"a" * 2_000_000, True),
]
# What breaks off: the server must let go of it, and has nobody to answer.
BROKEN = [
    ("half a request line", b"GET /hea"),
    ("half a header", GET + b"X-A"),
    ("half a body", POST + b"Content-Length: 20\r\n\r\n" + BODY[:7]),
    ("half a chunk", POST + b"Transfer-Encoding: chunked\r\n\r\n14\r\n" + BODY[:7]),
    ("no last chunk", POST + b"Transfer-Encoding: chunked\r\n\r\n14\r\n" + BODY + b"\r\n"),
]


def exchange(address, data, ends=False, wait=3.0):
    """Sends bytes, and reads until the server closes the connection or says nothing for a while."""
    with socket.create_connection(place(address), timeout=wait) as connection:
        try:
            connection.sendall(data)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has refused already; its answer is read below
        got = b""
        try:
            while piece := connection.recv(65_536):
                got += piece
        except OSError:
            pass
    return got


def shapes(address, check):
    for what, data, refusal in SHAPES:
        got = exchange(address, data)
        statuses = [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]
        right = all(code < 500 for code in statuses) and (not refusal or all(code >= 400 for code in statuses))
        check(f"{what}: {statuses or 'closed'}", right and SEEN not in got, got[:300].decode(errors="replace"))
    for what, data in BROKEN:
        for ends in (True, False):
            got = exchange(address, data, ends, wait=1.0)
            check(f"{what}, {'ended' if ends else 'left'}", b" 5" not in got[:12] and b" 200 " not in got[:20],
                  got[:200].decode(errors="replace"))
    started = time.monotonic()
    alive = call(address, "/healthz")[0] == 200
    check("after all that the server answers at once", alive and time.monotonic() - started < 5)


if __name__ == "__main__":
    check = Checks("bad_wire")
    shapes(options(__doc__).parse_args().address.rstrip("/"), check)
    sys.exit(check.ended())
