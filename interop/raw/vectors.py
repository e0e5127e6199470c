"""Sends the language-neutral vectors that must be refused, and compares the gateway's answer octet by octet.

    python vectors.py --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME

Binds are left out: the gateway locks a user out after three failures, and a shared gateway is not the place to show it.
"""

import json
import pathlib
import sys

from link import Link, arguments, equal, step

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "conformance" / "vectors" / "smpp"


def main(args):
    bound = Link(args.smpp).bind(args.user, args.password, args.system_type)
    sent = 0
    for vector in refused(args.profile):
        link = Link(args.smpp) if vector["refusal"].get("close") else bound
        link.send(bytes.fromhex(vector["octets"]))
        equal(link.receive(), bytes.fromhex(vector["refusal"]["answer"]), vector["id"])
        if link is not bound:
            equal(link.receive(), b"", f"after {vector['id']}")
        sent += 1
    bound.alive()
    bound.unbind()
    if not sent:
        raise AssertionError("no vector was sent")
    step(f"{sent} vectors were refused with the exact octets, and the session went on")


def refused(profile):
    """The vectors that an ESME may send and that this profile refuses."""
    for file in sorted(VECTORS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            vector = json.loads(line)
            refusal = vector.get("refusal")
            if refusal and file.stem != "bind" and refusal.get("profile", profile) == profile:
                yield vector


if __name__ == "__main__":
    try:
        main(arguments())
    except (AssertionError, OSError) as error:
        sys.exit(f"vectors: {type(error).__name__}: {error}")
