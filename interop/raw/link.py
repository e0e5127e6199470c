"""One SMPP connection made of nothing but a socket: for octets that no library would send."""

import argparse
import socket
import struct

PATIENCE = 10.0
BIND_TRANSCEIVER, SUBMIT_SM, UNBIND, ENQUIRE_LINK, GENERIC_NACK = 9, 4, 6, 0x15, 0x80000000
RESPONSE = 0x80000000


class Link:
    """A connection to the gateway; nothing is checked and nothing is answered by itself."""

    def __init__(self, smpp):
        host, port = smpp.split(":")
        self.socket = socket.create_connection((host, int(port)), PATIENCE)
        self.socket.settimeout(PATIENCE)
        self.sequence = 1000

    def send(self, octets):
        self.socket.sendall(octets)

    def receive(self):
        """The next whole PDU, or empty octets where the gateway closed."""
        head = self._exactly(4)
        return head and head + self._exactly(struct.unpack(">I", head)[0] - 4)

    def request(self, command, body=b""):
        """Sends a good PDU and returns its response; whatever comes before the response is a fault."""
        self.sequence += 1
        self.send(pdu(command, self.sequence, body))
        answer = self.receive()
        length, got, status, sequence = struct.unpack(">4I", answer[:16])
        equal((got, sequence), (command | RESPONSE, self.sequence), f"answer to 0x{command:08X}")
        return status, answer[16:length]

    def bind(self, user, password, system_type):
        body = b"".join(word.encode() + b"\0" for word in (user, password, system_type)) + b"\x34\0\0\0"
        equal(self.request(BIND_TRANSCEIVER, body)[0], 0, "bind_transceiver")
        return self

    def alive(self):
        """The session still works."""
        equal(self.request(ENQUIRE_LINK)[0], 0, "enquire_link")

    def silent(self, seconds):
        """Nothing comes, and the connection stays open."""
        self.socket.settimeout(seconds)
        try:
            equal(self.socket.recv(1), None, "octets where there should be silence")
        except TimeoutError:
            pass
        finally:
            self.socket.settimeout(PATIENCE)

    def unbind(self):
        equal(self.request(UNBIND)[0], 0, "unbind")
        equal(self.receive(), b"", "octets after unbind_resp")
        self.socket.close()

    def _exactly(self, wanted):
        octets = b""
        while len(octets) < wanted:
            more = self.socket.recv(wanted - len(octets))
            if not more:
                equal(octets, b"", "a PDU cut short")
                return b""
            octets += more
        return octets


def pdu(command, sequence, body=b"", status=0):
    return struct.pack(">4I", 16 + len(body), command, status, sequence) + body


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: {_show(got)} instead of {_show(wanted)}")


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("smpp", "http", "user", "password", "system-type", "profile"):
        parser.add_argument(f"--{name}", required=True)
    return parser.parse_args()


def step(text):
    print(f"  {text}", flush=True)


def _show(value):
    return value.hex() if isinstance(value, bytes) else repr(value)
