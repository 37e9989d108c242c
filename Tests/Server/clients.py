#!/usr/bin/env python3
"""Uses the API as programs do: OpenAI's client, curl as the help and the README show it, streams, batches, plain HTTP.

    clients.py [--address http://127.0.0.1:8080]
"""
import json
import math
import re
import subprocess
import sys
import urllib.parse

import questions
from checks import ROOT, Checks, call, call_json, options
from server import PROGRAM

check = Checks("clients")
TEXTS = ["Who built the tower?", "The river Wend flows east.", "Łódź, 東京, é́, 🜨"]


def embeddings(address):
    from openai import OpenAI, BadRequestError, UnprocessableEntityError

    width = call_json(address, "/v1/status")["embeddingWidth"]
    client = OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
    plain = client.embeddings.create(model="pyramidion", input=TEXTS, encoding_format="float")
    usual = client.embeddings.create(model="pyramidion", input=TEXTS)  # asks for base 64, and decodes it
    packed = client.embeddings.create(model="pyramidion", input=TEXTS, encoding_format="base64")
    check.equal("OpenAI's client gets a vector for each text", [one.index for one in plain.data], [0, 1, 2])
    check.equal("of the width that the status tells", {len(one.embedding) for one in plain.data}, {width})
    check("base 64 is asked for as such", all(isinstance(one.embedding, str) for one in packed.data))
    apart = max(
        abs(a - b) for one, other in zip(plain.data, usual.data) for a, b in zip(one.embedding, other.embedding))
    check("numbers and base 64 are the same vectors", apart < 1e-6, f"{apart} apart")
    norms = [math.hypot(*one.embedding) for one in plain.data]
    check("no vector is empty or endless", all(0.01 < norm < 1e4 for norm in norms), norms)
    alone = client.embeddings.create(model="pyramidion", input=TEXTS[0], dimensions=width).data[0].embedding
    apart = max(abs(a - b) for a, b in zip(alone, plain.data[0].embedding))
    check("a text alone has the vector that it has among others", apart < 1e-4, f"{apart} apart")
    usage = plain.usage
    check("word pieces are counted", usage.prompt_tokens == usage.total_tokens > 10, usage.model_dump())
    check.equal("256 texts are taken",
                len(client.embeddings.create(model="pyramidion", input=["river"] * 256).data), 256)
    for field, wrong in (("input", {"input": ["a"] * 257}), ("dimensions", {"input": "a", "dimensions": width + 1})):
        try:
            client.embeddings.create(model="pyramidion", **wrong)
            check(f"too many {field} are refused", False)
        except (BadRequestError, UnprocessableEntityError) as error:
            check(f"too many {field} are refused, by name", error.body and error.body.get("field") == field, error.body)


def shown_lines(text):
    """The curl commands that a text shows, each on one line."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [line.strip().removeprefix("$ ") for line in lines if line.strip().removeprefix("$ ").startswith("curl ")]


def curl(address):
    help_text = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True).stdout
    shown = shown_lines(help_text) + shown_lines((ROOT / "README.md").read_text())
    check("the help shows a curl line", shown)
    for line in shown:
        line = line.replace("http://127.0.0.1:8080", address).replace("http://localhost:8080", address)
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)
        refused = re.search(r'"status":\s*[45]\d\d', done.stdout)
        works = done.returncode == 0 and done.stdout and not refused
        check(f"works as shown: {line[:100]}", works, done.stdout or done.stderr)


def events(data):
    """(name, value) of each server-sent event."""
    for block in data.decode().split("\n\n"):
        if block:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            yield fields["event"], json.loads(fields["data"])


def streams(address, wanted):
    accept = {"Accept": "text/event-stream"}
    status, headers, data = call(address, "/v1/answers", {"question": wanted[0]}, accept)
    found = list(events(data))
    check.equal("a stream is one", (status, headers["Content-Type"]), (200, "text/event-stream"))
    check.equal("passages come first, then the answer", [name for name, _ in found], ["passages", "answer", "done"])
    whole = call_json(address, "/v1/answers", {"question": wanted[0]})["results"][0]
    streamed = dict(found)["answer"]["result"]
    check.equal("the answer is that of a plain request", [one["text"] for one in streamed["answers"]],
                [one["text"] for one in whole["answers"]])
    check.equal("and so are the passages", [one["block"] for one in dict(found)["passages"]["passages"]],
                [one["block"] for one in whole["passages"]])
    several = list(events(call(address, "/v1/answers", {"questions": [*wanted[:5], " "]}, accept)[2]))
    names = [name for name, _ in several]
    check.equal("a stream of many has all events", sorted(names),
                ["answer"] * 5 + ["done"] + ["passages"] * 5 + ["problem"])
    problem = dict(several).get("problem", {})
    check.equal("and names the question that is none", problem.get("field"), "questions[5]")
    places = {(name, value["index"]): place for place, (name, value) in enumerate(several) if "index" in value}
    check("each question's passages come before its answer", all(
        places[("passages", index)] < places[("answer", index)] for index in range(5)) and names[-1] == "done")


def batches(address, wanted):
    results = call_json(address, "/v1/answers", {"questions": wanted[:64]})["results"]
    check.equal("64 questions are answered in their order", [one["question"] for one in results], wanted[:64])
    check("and read together", max(one["batch"] for one in results) > 1)
    wrong, beside, count = [], 0, 0
    for result in results:
        texts = {one["block"]: one["text"] for one in result["passages"]}
        for answer in result["answers"]:
            # A passage is read with its neighbours, and the answer may stand in one of those.
            block, count = answer["block"], count + 1
            if block not in texts:
                texts[block] = call_json(address, f"/v1/blocks/{block}?neighbours=0")["text"]
                beside += 1
            start, size = answer["startInContext"], answer["end"] - answer["start"]
            there = texts[block].encode()[answer["start"]:answer["end"]].decode()
            in_sentence = answer["context"].encode()[start:start + size].decode()
            if not there == in_sentence == answer["text"] or answer["context"] not in texts[block]:
                wrong.append(answer)
    check(f"each of {count} answers stands where it says, in its block and its sentence", not wrong, wrong[:2])
    print(f"  {beside} of them stand in a block beside the one that was found")
    status, headers, data = call(address, "/v1/answers", {"questions": wanted[:65]})
    problem = json.loads(data)
    check("65 are refused, naming the field", 400 <= status < 500 and problem.get("field") == "questions", problem)
    check.equal("by a problem document", headers["Content-Type"], "application/problem+json")


def plain_http(address):
    for path in ("/", "/fill", "/corpus", "/training", "/healthz", "/readyz", "/metrics", "/openapi.yaml", "/v1/status",
                 "/v1/blocks/0", "/blocks/0", "/assets/page.css", "/assets/page.js", "/assets/icon.svg"):
        status, headers, data = call(address, path, method="HEAD")
        whole = call(address, path)
        check.equal(f"HEAD {path} is GET without the body", (status, data, headers["Content-Type"]),
                    (whole[0], b"", whole[1]["Content-Type"]))
        lasting = "max-age=300" if path.startswith("/assets/") else "no-store"
        check.equal(f"{path} says how long it may be kept", whole[1]["Cache-Control"], lasting)
    again = call(address, "/assets/page.css", headers={"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"})
    check.equal("conditions are not defined, and change nothing", again[0], 200)
    status, headers, _ = call(address, "/v1/answers", method="DELETE")
    check.equal("a wrong method is told the right one", (status, headers["Allow"]), (405, "POST"))
    host = urllib.parse.urlsplit(address).netloc
    for name, expected in {"evil.example": 421, "127.0.0.1.evil.example": 421, host: 200, "LOCALHOST": 200}.items():
        check.equal(f"Host: {name} gets {expected}", call(address, "/healthz", headers={"Host": name})[0], expected)
    headers = call(address, "/v1/status", headers={"Origin": "https://example.org"})[1]
    check.equal("another origin is not let in", headers["Access-Control-Allow-Origin"], None)


def main():
    parser = options(__doc__)
    questions.add_option(parser)
    given = parser.parse_args()
    address = given.address.rstrip("/")
    wanted = questions.read(given.questions)[:65]
    embeddings(address)
    curl(address)
    streams(address, wanted)
    batches(address, wanted)
    plain_http(address)
    return check.ended()


if __name__ == "__main__":
    sys.exit(main())
