"""Starts `pyramidion serve` and ends it; by itself it prints the address and the process, and waits to be told to stop.

    server.py PROJECT [option of serve ...]

The program is .build/release/pyramidion, or what PYRAMIDION names; SERVE_OPTIONS has further options for it.
"""
import atexit
import os
import pathlib
import signal
import subprocess
import sys
import time

from checks import CACHE, ROOT

PROGRAM = pathlib.Path(os.environ.get("PYRAMIDION") or ROOT / ".build" / "release" / "pyramidion")

# Further options for every server, such as `--set engine.threads=1` on a machine that others use too.
OPTIONS = os.environ.get("SERVE_OPTIONS", "").split()


def usual_project():
    """The demonstration's project, or the small one's where that is missing."""
    named = os.environ.get("PROJECT")
    if named:
        return pathlib.Path(named)
    cache = pathlib.Path(os.environ.get("PYRAMIDION_CACHE") or ROOT / ".cache")
    whole = cache / "demo"
    return whole if (whole / "finetune" / "checkpoints" / "CURRENT").exists() else cache / "demo-quick"


class Server:
    """A running server: `address` without a slash at its end, `pid`, and `log`, the file of its standard error."""

    def __init__(self, project, *options, name="server", wait=180):
        CACHE.mkdir(parents=True, exist_ok=True)
        self.log = CACHE / f"{name}.log"
        with open(self.log, "wb") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--run", project, "--port", "0", *OPTIONS, *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        atexit.register(self.stop)
        self.pid = self.process.pid
        self.address = self._address(wait)

    def _address(self, wait):
        end = time.monotonic() + wait
        while time.monotonic() < end:
            for line in self.log.read_text(errors="replace").splitlines():
                if "listening at " in line:
                    return line.split("listening at ")[1].strip().rstrip("/")
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        raise SystemExit(f"the server did not start; {self.log} says:\n{self.log.read_text(errors='replace')}")

    def stop(self, wait=40):
        """Tells it to stop, and kills it if it does not; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(wait)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with Server(pathlib.Path(sys.argv[1]), *sys.argv[2:]) as server:
        print(server.address, server.pid, flush=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        status = server.process.wait()
    sys.exit(f"the server ended by itself with {status}; see {server.log}")
