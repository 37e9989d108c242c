"""Connections that only cost: idle ones, and ones that send a byte a second.

Used by load.py.
"""
import asyncio

from wire import Connection, request


class Crowd:
    """Keeps them open for as long as it is entered."""

    def __init__(self, address, idle, slow):
        self.address, self.idle, self.slow = address, idle, slow
        self.lost_idle = self.lost_slow = 0
        self.tasks = []

    async def __aenter__(self):
        opened = 0
        for number in range(self.idle + self.slow):
            connection = Connection(self.address)
            await connection.open()
            opened += 1
            self.tasks.append(asyncio.ensure_future(
                self._wait(connection, number % 2) if number < self.idle else self._trickle(connection)))
        print(f"  {opened} connections are open", flush=True)
        return self

    async def __aexit__(self, *_):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _wait(self, connection, is_used):
        """One half has asked something before, the other half never says a word."""
        try:
            if is_used:
                await connection.ask("GET", "/healthz")
            await connection.reader.read(1)
            self.lost_idle += 1
        except (OSError, EOFError):
            self.lost_idle += 1
        finally:
            connection.close()

    async def _trickle(self, connection):
        try:
            while True:
                for byte in request("localhost", "POST", "/v1/answers", {"question": "Who built the tower?"}):
                    await connection.send(bytes([byte]))
                    await asyncio.sleep(1)
                await connection.read()
        except (OSError, EOFError):
            self.lost_slow += 1
        finally:
            connection.close()
