"""What the scripts of this folder share: options, checks that are counted, and what machine this is.

Not run by itself.
"""
import argparse
import json
import pathlib
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where screenshots, reports and copies of projects go.
CACHE = ROOT / ".cache" / "server-tests"


class Checks:
    """Counts what holds and what does not, and says each as it is found."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failures = []

    def __call__(self, what, holds, found=""):
        if holds:
            self.passed += 1
            print(f"  ok      {what}", flush=True)
        else:
            self.failures.append(what)
            text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
            print(f"  FAILED  {what}{': ' if text else ''}{text[:2000]}", flush=True)
        return bool(holds)

    def equal(self, what, found, expected):
        return self(what, found == expected, f"found {found!r}, expected {expected!r}")

    def ended(self):
        """The exit status, after a line that counts."""
        for what in self.failures:
            print(f"{self.name} failed: {what}")
        print(f"{self.name}: {self.passed} passed, {len(self.failures)} failed", flush=True)
        return 1 if self.failures else 0


def options(description):
    """A parser with what every script takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--address", default="http://127.0.0.1:8080", help="where the server listens (%(default)s)")
    parser.add_argument("--pid", type=int, help="the server's process, to read its memory from")
    return parser


def call(address, path, body=None, headers=None, method=None):
    """A request by the standard library: (status, headers, bytes), whatever the status."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(address.rstrip("/") + path, data=data, method=method)
    if data is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=120) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def call_json(address, path, body=None, headers=None):
    """The JSON of a reply that must have succeeded."""
    status, _, data = call(address, path, body, headers)
    if status != 200:
        raise SystemExit(f"{path} was answered with {status}: {data[:300].decode(errors='replace')}")
    return json.loads(data)


def resident_megabytes(pid):
    """The resident memory of a process in MiB, or None where it cannot be known."""
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def processor():
    """The processor's name, its number of cores, and the flags that matter here."""
    text = pathlib.Path("/proc/cpuinfo").read_text()
    fields = dict(
        (name.strip(), value.strip())
        for name, _, value in (line.partition(":") for line in text.split("\n\n")[0].splitlines()))
    flags = fields.get("flags", "").split()
    known = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags]
    return {"model": fields.get("model name", "unknown"), "cores": text.count("processor\t:"), "flags": known}
