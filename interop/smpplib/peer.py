"""What the runs of smpplib have in common: the command line, a client that counts and waits, and checks."""

import argparse
import collections
import json
import logging
import socket
import sys
import time
import urllib.request

import smpplib.client
import smpplib.consts
import smpplib.exceptions
import smpplib.smpp

PATIENCE = 15.0

#: The status of each refusal, in order: to be compared with what the gateway noted.
REFUSALS = []

#: What this side sent and received, by command: to be compared with what the gateway counted.
SENT = collections.Counter()
RECEIVED = collections.Counter()


class Client(smpplib.client.Client):
    """smpplib's client, with its two ends counted and its incoming messages kept."""

    def __init__(self, smpp):
        host, port = smpp.split(":")
        super().__init__(host, port, timeout=PATIENCE, allow_unknown_opt_params=True)
        self.inbox = []
        self.answers = {}
        self.set_message_received_handler(self.inbox_append)
        self.set_message_sent_handler(self.keep_answer)
        self.set_query_resp_handler(self.keep_answer)
        self.set_error_pdu_handler(self.keep_answer)
        self.connect()

    def send_pdu(self, pdu):
        sent = super().send_pdu(pdu)
        SENT[pdu.command] += 1
        return sent

    def read_pdu(self):
        pdu = super().read_pdu()
        RECEIVED[pdu.command] += 1
        if pdu.command == "enquire_link_resp":
            self.keep_answer(pdu)
        return pdu

    def inbox_append(self, pdu):
        self.inbox.append(pdu)
        return smpplib.consts.SMPP_ESME_ROK

    def keep_answer(self, pdu):
        self.answers[pdu.sequence] = pdu

    def request(self, command, **fields):
        """Sends a PDU and returns its answer, whatever its status; what comes in between is handled by the library."""
        pdu = smpplib.smpp.make_pdu(command, client=self, **fields)
        self.send_pdu(pdu)
        return self.answer(pdu.sequence, command)

    def request_past_the_library(self, octets, sequence, command):
        """Sends octets that the library refuses to send, over its own connection."""
        self._socket.sendall(octets)
        SENT[command] += 1
        return self.answer(sequence, command)

    def answer(self, sequence, what):
        deadline = time.monotonic() + PATIENCE
        while sequence not in self.answers:
            check(time.monotonic() < deadline, f"no answer to {what}")
            self.read_once(auto_send_enquire_link=False)
        return self.answers.pop(sequence)

    def take(self, wanted, what):
        """Waits for a deliver_sm."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for pdu in self.inbox:
                if wanted(pdu):
                    self.inbox.remove(pdu)
                    return pdu
            check(time.monotonic() < deadline, f"{what} did not come")
            self.read_once(auto_send_enquire_link=False)


def bound(args, kind="bind_transceiver", **more):
    """A client that is bound as this."""
    client = Client(args.smpp)
    answer = getattr(client, kind)(system_id=args.user, password=args.password, system_type=args.system_type, **more)
    equal((answer.command, answer.status), (f"{kind}_resp", 0), kind)
    return client


def leave(client):
    """Unbinds, and sees the end of the connection."""
    equal(client.unbind().command, "unbind_resp", "unbind")
    equal(client._socket.recv(1), b"", "octets after unbind_resp")
    client.disconnect()


def refused(answer, response, status, what):
    equal((answer.command, answer.status), (response, status), what)
    REFUSALS.append(status)
    step(f"{what}: 0x{status:08X}")


def compare_refusals(http):
    """The gateway noted each refusal that the peer was given, in the same order."""
    equal([it["status"] for it in control(http, "/gateway/refusals")], REFUSALS, "refusals")
    step(f"{len(REFUSALS)} refusals are on record")


def compare_counters(http):
    """Both ends counted the same PDUs."""
    pdus = control(http, "/gateway/state")["smpp"]["pdus"]
    equal(pdus["in"], dict(SENT), "sent by the peer, received by the gateway")
    equal(pdus["out"], dict(RECEIVED), "sent by the gateway, received by the peer")
    step(f"PDUs agree: {sum(SENT.values())} sent, {sum(RECEIVED.values())} received")


def esme(name):
    return getattr(smpplib.consts, f"SMPP_ESME_{name}")


def control(http, path, body=None):
    request = urllib.request.Request(f"http://{http}{path}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)


def equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r} instead of {wanted!r}")


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def step(text):
    print(f"  {text}", flush=True)


def run(main):
    """Runs it with the arguments of the command line; exit status 1 with what did not give what it should."""
    logging.disable(logging.WARNING)  # smpplib logs every response that has no handler
    parser = argparse.ArgumentParser()
    for name in ("smpp", "http", "user", "password", "system-type", "profile"):
        parser.add_argument(f"--{name}", required=True)
    try:
        main(parser.parse_args())
    except (AssertionError, OSError, socket.timeout, smpplib.exceptions.ConnectionError) as error:
        sys.exit(f"smpplib: {type(error).__name__}: {error}")
