"""Checks a proof file of a certificate without the site that issued it: SHA-256 and nothing else.

    python3 check_proof.py proof.json [--root HEX] [--file certificate.pdf]

--root: the root of the day, as you kept it or had it from somebody you trust. Without it the
program shows the root which the proof leads to; compare that.
--file: a document; the proof must hold its SHA-256.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(proof):
    """From what was recorded up to the root: leaf, path in the tree of its seal, chain of seals."""
    found = sha256(b"\x00", canonical(proof["event"]), proof["fact"].encode())
    for step in proof["path"]:
        pair = [found, step["hash"]] if step["side"] == "right" else [step["hash"], found]
        found = sha256(b"\x01", pair[0].encode(), pair[1].encode())
    if found != proof["chain"][0]["root"]:
        return "the recorded event does not lead to the root of its seal"
    chained = proof["before"]
    for seal in proof["chain"]:
        said = {name: seal[name] for name in ("number", "size", "sealed_at", "root")}
        chained = sha256(b"\x02", canonical({"before": chained, **said}))
    return chained


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("proof")
    parser.add_argument("--root")
    parser.add_argument("--file")
    arguments = parser.parse_args()
    whole = json.loads(Path(arguments.proof).read_text(encoding="utf-8"))
    wrong, numbers, hashes = [], set(), set()
    for proof in whole["proofs"]:
        event, root = proof["event"], root_of(proof)
        print(f"{event['name']}, recorded {event['at']}, seal {proof['chain'][0]['number']}")
        print(f"  day {proof['day'] or 'not published yet'}, root {root}")
        if root != proof["root"]:
            wrong.append(f"{event['name']}: the proof does not lead to the root that it names")
        numbers.add(event["payload"].get("number"))
        hashes.add(event["payload"].get("sha256"))
    if whole["number"] not in numbers:
        wrong.append(f"no proof holds the grant of {whole['number']}")
    if arguments.root and arguments.root.lower() not in {root_of(each) for each in whole["proofs"]}:
        wrong.append("no proof leads to the root that you gave")
    if arguments.file and sha256(Path(arguments.file).read_bytes()) not in hashes:
        wrong.append(f"no proof holds the SHA-256 of {arguments.file}")
    for sentence in wrong:
        print("WRONG:", sentence)
    if not wrong:
        print(f"The proof of {whole['number']} holds.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
