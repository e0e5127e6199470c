"""What the Python runs of the SOAP door have in common: the gateway's record, and checks."""

import argparse
import json
import urllib.request

PATIENCE = 15.0


class Gateway:
    """The control interface of the gateway."""

    def __init__(self, http):
        self.base = f"http://{http}"

    def get(self, path):
        with urllib.request.urlopen(f"{self.base}/gateway/{path}", timeout=PATIENCE) as response:
            return json.load(response)

    def advance(self, span):
        """Moves the virtual clock; all that falls due on the way has happened when this returns."""
        request = urllib.request.Request(f"{self.base}/gateway/clock", json.dumps({"advance": span}).encode())
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)

    def message(self, message_id):
        return self.get(f"messages/{message_id}")

    def history(self, message_id):
        return [it["status"] for it in self.message(message_id)["history"]]

    def shown(self, msisdn):
        """Sender and text of what a handset shows."""
        return [(it["from"], it["text"]) for it in self.get(f"handset/{msisdn}")["messages"]]

    def shown_of(self, msisdn, message_id):
        """Sender and text of what a handset shows of one message."""
        messages = self.get(f"handset/{msisdn}")["messages"]
        return next(((it["from"], it["text"]) for it in messages if it["ids"] == [message_id]), None)

    def refusals(self):
        return [it["status"] for it in self.get("refusals")]

    def calls(self):
        """What was counted at the SOAP door: calls that came in, and calls that were answered."""
        calls = self.get("state")["soap"]["calls"]
        return calls["in"], calls["out"]


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("http", "path", "user", "password", "api-id"):
        parser.add_argument(f"--{name}", required=True)
    return parser.parse_args()


def equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r} instead of {wanted!r}")


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def step(text):
    print(f"  {text}", flush=True)
