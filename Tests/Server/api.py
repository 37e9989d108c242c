#!/usr/bin/env python3
"""Holds the server against its own description: schemathesis makes requests from /openapi.yaml, good and bad ones.

    api.py [--address http://127.0.0.1:8080] [--examples 450] [--seed 5]

Fails on an answer that is the server's fault, that the description does not know, or that is not as described, and when
fewer than 2,000 requests were made in all. What schemathesis says stands in .cache/server-tests/schemathesis.log.
"""
import json
import pathlib
import subprocess
import sys

from checks import CACHE, Checks, call, options

LEAST = 2_000


def main():
    parser = options(__doc__)
    parser.add_argument("--examples", type=int, default=450, help="requests for each operation (%(default)s)")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    check = Checks("api")
    address = given.address.rstrip("/")
    report, log = CACHE / "schemathesis.json", CACHE / "schemathesis.log"
    CACHE.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [
        program, "--config-file", pathlib.Path(__file__).with_name("schemathesis.toml"), "run",
        f"{address}/openapi.yaml", "--seed", str(given.seed), "--max-examples", str(given.examples),
        "--continue-on-failure", "--no-color", "--request-timeout", "120",
        "--suppress-health-check", "all", "--generation-database", "none",
        "--report", "json", "--report-json-path", report]
    with open(log, "w") as output:
        status = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd=CACHE).returncode
    if not check("schemathesis ran to its end", report.exists(), log.read_text()[-2000:]):
        return check.ended()
    result = json.loads(report.read_text())
    cases = result["test_cases"]
    print(f"  {cases['generated']} requests, {cases['with_failures']} with failures")
    check(f"at least {LEAST} requests were made", cases["generated"] >= LEAST, cases)
    check.equal("every operation was tried", result["operations"]["tested"], result["operations"]["total"])
    for failure in result["failures"]:
        check(failure["title"], False, failure["operations"])
    for error in result["errors"]:
        check(error["title"], False, error)
    check(f"schemathesis found nothing (seed {given.seed})", status == 0, f"it ended with {status}; see {log}")
    check.equal("the server lives", call(address, "/healthz")[0], 200)
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
