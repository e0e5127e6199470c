"""One run of smpplib against the gateway over a connection that is cut four times: in the middle of a submit_sm, before a
submit_sm_resp, in the middle of a deliver_sm, before a deliver_sm_resp. `interop/run` tells the relay so.

    python cut.py --smpp RELAY --http HOST:PORT --user U --password P --system-type T --profile NAME

The gateway has a virtual clock, so that receipts come when all is submitted. Exit status 1 with the first step that did not
give what it should.
"""

import collections
import time
import urllib.parse

import smpplib.exceptions

from peer import RECEIVED, SENT, bound, check, control, equal, leave, run, step

HANDSET = "279991000902"
TEXTS = ["one", "two, cut in the middle", "three, its answer lost", "four", "five"]
#: How many connections are cut.
CUTS = 4


class Line:
    """A session, and another when it is lost."""

    def __init__(self, args):
        self.args = args
        self.connections = 0
        self.receipts = collections.Counter()
        self.open()

    def open(self):
        self.client = bound(self.args)
        self.connections += 1
        self.client.set_message_received_handler(self.count)

    def lost(self):
        self.client.disconnect()
        # One who is back before the gateway has seen the old session end is refused.
        while control(self.args.http, "/gateway/state")["smpp"]["binds"]:
            time.sleep(0.02)
        self.open()

    def count(self, pdu):
        self.receipts[pdu.receipted_message_id.decode()] += 1

    def submit(self, text):
        """The id of a message; none when the connection ended first, and there is another one now."""
        message = {"source_addr": "ACME", "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": HANDSET}
        try:
            answer = self.client.request("submit_sm", **message, short_message=text.encode(), registered_delivery=1)
        except smpplib.exceptions.ConnectionError:
            self.lost()
            return None
        equal(answer.status, 0, "submit_sm")
        return answer.message_id.decode()

    def read(self):
        """One more PDU."""
        try:
            self.client.read_once(auto_send_enquire_link=False)
        except smpplib.exceptions.ConnectionError:
            self.lost()


def main(args):
    line = Line(args)
    ids, found, again = [], [], []
    for text in TEXTS:
        message_id = line.submit(text)
        while message_id is None:
            # Whether it was taken only the record can say.
            record = control(args.http, f"/gateway/messages?{urllib.parse.urlencode({'text': text})}")
            (found if record else again).append(text)
            message_id = record[0]["id"] if record else line.submit(text)
        ids.append(message_id)
    equal((again, found), ([TEXTS[1]], [TEXTS[2]]), "what was not taken, and what was")
    step("cut in the middle of a submit_sm: not taken. Cut before its answer: taken")

    control(args.http, "/gateway/clock", {"advance": "2s"})
    while len(line.receipts) < len(TEXTS):
        line.read()
    # The one whose answer was lost may be on its way once more, and nothing else.
    equal(line.client.request("enquire_link").command, "enquire_link_resp", "enquire_link")
    equal(sorted(line.receipts), sorted(ids), "receipts")
    equal(sorted(line.receipts.values()), [1, 1, 1, 1, 2], "how often each receipt came")
    step("cut in the middle of a deliver_sm: it came once. Cut before its answer: it came again")

    leave(line.client)
    equal(line.connections, CUTS + 1, "connections")
    compare(args, ids)


def compare(args, ids):
    """Nothing is lost, and nothing is there twice."""
    everything = control(args.http, "/gateway/messages")
    equal([(it["id"], it["text"]) for it in everything], list(zip(ids, TEXTS)), "messages on record")
    shown = control(args.http, f"/gateway/handset/{HANDSET}")["messages"]
    equal(sorted(it["text"] for it in shown), sorted(TEXTS), "texts on the handset")
    check(all(it["complete"] for it in shown), "a text on the handset lacks a part")
    # A cut takes a PDU from the end that it was meant for; of the half of one the gateway has seen the header.
    pdus = control(args.http, "/gateway/state")["smpp"]["pdus"]
    sent = SENT - collections.Counter(["deliver_sm_resp"])
    received = RECEIVED + collections.Counter(["submit_sm_resp", "deliver_sm"])
    equal((pdus["in"], pdus["out"]), (dict(sent), dict(received)), "PDUs of the gateway")
    step(f"{len(everything)} messages, each once; PDUs agree but for the four: "
         f"{sum(SENT.values())} sent, {sum(RECEIVED.values())} received")


if __name__ == "__main__":
    run(main)
