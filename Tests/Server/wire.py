"""HTTP/1.1 by asyncio's bare streams: cheap enough to load a server, and free to send what no client library would.

Not run by itself.
"""
import asyncio
import json
import re
import urllib.parse

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)


class Reply:
    """A response: status, its head as it came, and the body."""

    def __init__(self, status, head, body, closes):
        self.status, self.head, self.body, self.closes = status, head, body, closes

    def header(self, name):
        found = re.search(rb"\r\n" + re.escape(name.encode()) + rb":[ \t]*([^\r]*)", self.head, re.IGNORECASE)
        return found[1].decode("latin-1").strip() if found else None

    def json(self):
        return json.loads(self.body)

    @property
    def is_problem(self):
        """Whether it is a problem document whose members are what RFC 9457 wants."""
        if self.header("content-type") != "application/problem+json":
            return False
        try:
            problem = self.json()
        except ValueError:
            return False
        return problem.get("status") == self.status and all(
            isinstance(problem.get(name), str) and problem[name] for name in ("type", "title", "detail"))


def place(address):
    """Host and port of an address."""
    parts = urllib.parse.urlsplit(address)
    return parts.hostname, parts.port or 80


def request(host, method, path, body=None, headers=()):
    """The bytes of a request; a body that is not bytes is sent as JSON."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    if body is not None:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


class Connection:
    """A connection that is opened when it is first used, and again when the server closed it."""

    def __init__(self, address, limit=64 << 20):
        self.host, self.port = place(address)
        self.limit = limit
        self.reader = self.writer = None

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=self.limit)

    async def ask(self, method, path, body=None, headers=(), timeout=120):
        """Sends a request and reads its response."""
        if self.writer is None or self.writer.is_closing() or self.reader.at_eof():
            self.close()
            await self.open()
        await self.send(request(self.host, method, path, body, headers))
        reply = await asyncio.wait_for(self.read(method == "HEAD"), timeout)
        if reply.closes:
            self.close()
        return reply

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def read(self, without_body=False):
        """Reads one response; interim ones (1xx) are passed over.

        Raises IncompleteReadError when the server closes the connection instead.
        """
        while True:
            head = await self.reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            if status >= 200:
                break
        closes = bool(CLOSES.search(head))
        if without_body or status in (204, 304):
            body = b""
        elif length := LENGTH.search(head):
            body = await self.reader.readexactly(int(length[1]))
        elif CHUNKED.search(head):
            parts = []
            while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                parts.append(await self.reader.readexactly(size))
                await self.reader.readexactly(2)
            await self.reader.readuntil(b"\r\n")
            body = b"".join(parts)
        else:
            body, closes = await self.reader.read(), True
        return Reply(status, head, body, closes)

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None
