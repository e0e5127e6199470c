"""A relay between an SMPP client and the gateway, both on this machine, that is as bad as a network can be.

    python relay.py --to HOST:PORT --mode delay|octets|glue|cut --seconds N [--cut COMMAND:NUMBER:WHERE]…

delay    everything comes 50 ms late, in either direction
octets   every octet is written by itself
glue     what comes within 40 ms is written at once
cut      the connection is reset at the PDUs of --cut, each counted over all connections: COMMAND submit_sm, say, the NUMBER-th of
         its kind, and WHERE of `before` it, in the middle of it (`half`), or `after` it

Prints {"relay":"HOST:PORT"} when it is ready. On SIGTERM it says what it did, and ends; status 1 when a cut was never made. It
does not live longer than N seconds.
Needs the Python standard library only.
"""

import argparse
import collections
import json
import signal
import socket
import struct
import sys
import threading
import time

DELAY = 0.05
GLUE = 0.04
#: Between two octets, so that the receiver reads them one by one.
OCTET_PAUSE = 0.0002
READ = 65536
HEADER = 16
COMMANDS = {"submit_sm": 0x00000004, "submit_sm_resp": 0x80000004, "deliver_sm": 0x00000005, "deliver_sm_resp": 0x80000005}


class Relay:
    """What all connections have in common."""

    def __init__(self, to, mode, cuts):
        self.to = to
        self.forward = {"delay": delay, "octets": octets, "glue": glue, "cut": self.cut}[mode]
        self.mode = mode
        self.cuts = cuts
        self.seen = collections.Counter()
        self.lock = threading.Lock()
        self.done = collections.Counter()

    def serve(self, client):
        host, port = self.to
        server = socket.create_connection((host, port))
        self.note(connections=1)
        pair = Pair(client, server)
        for source, sink in ((client, server), (server, client)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.carry, args=(pair, source, sink), daemon=True).start()

    def carry(self, pair, source, sink):
        """One direction, to its end."""
        try:
            self.forward(Source(source, self), Sink(sink, self))
            if not pair.is_reset:
                sink.shutdown(socket.SHUT_WR)
        except Cut:
            self.note(cuts=1)
            pair.reset()
        except OSError:
            # One end is gone without a word: so is the other.
            pair.reset()
        pair.ended()

    def cut(self, source, sink):
        """PDU by PDU, as long as none is to be cut at."""
        while (header := source.exactly(HEADER)) is not None:
            length, command = struct.unpack(">II", header[:8])
            pdu = header + (source.exactly(length - HEADER) or b"")
            with self.lock:
                self.seen[command] += 1
                where = self.cuts.pop((command, self.seen[command]), None)
            if where is not None:
                sink.write(pdu[: {"before": 0, "half": (HEADER + length) // 2, "after": length}[where]])
                # What was written is read before the reset takes it away.
                time.sleep(0.5)
                raise Cut
            sink.write(pdu)

    def note(self, **what):
        with self.lock:
            self.done.update(what)


class Cut(Exception):
    """The connection is to be reset here."""


class Pair:
    """Both ends of what is one connection to them."""

    def __init__(self, *sockets):
        self.sockets = sockets
        self.running = len(sockets)
        self.lock = threading.Lock()
        self.is_reset = False

    def reset(self):
        self.is_reset = True
        for end in self.sockets:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                # This wakes the thread that reads it; the reset follows when it is closed.
                end.shutdown(socket.SHUT_RD)
            except OSError:
                pass  # gone already

    def ended(self):
        with self.lock:
            self.running -= 1
            last = self.running == 0
        if last:
            for end in self.sockets:
                end.close()


class Source:
    """What comes from one end."""

    def __init__(self, end, relay):
        self.end = end
        self.relay = relay

    def read(self):
        got = self.end.recv(READ)
        self.relay.note(octets=len(got))
        return got

    def exactly(self, count):
        """So many octets; none when the end comes first."""
        got = b""
        while len(got) < count:
            more = self.end.recv(count - len(got))
            if not more:
                return None
            self.relay.note(octets=len(more))
            got += more
        return got

    def waits(self, seconds):
        """What comes within this time, or nothing."""
        self.end.settimeout(seconds)
        try:
            return self.read()
        except TimeoutError:
            return None
        finally:
            self.end.settimeout(None)


class Sink:
    """What goes to the other."""

    def __init__(self, end, relay):
        self.end = end
        self.relay = relay

    def write(self, got):
        if got:
            # Noted first: whoever has got the last of it may stop the relay at once.
            self.relay.note(writes=1)
            self.end.sendall(got)


def delay(source, sink):
    """Late, but no later for what went before: it is not a slow line."""
    late = collections.deque()
    open_still = True
    while open_still or late:
        wait = late[0][0] - time.monotonic() if late else DELAY
        if late and wait <= 0:
            sink.write(late.popleft()[1])
            continue
        if not open_still:
            time.sleep(wait)
            continue
        got = source.waits(wait)
        if got:
            late.append((time.monotonic() + DELAY, got))
        elif got is not None:
            open_still = False


def octets(source, sink):
    while got := source.read():
        for octet in got:
            sink.write(bytes([octet]))
            time.sleep(OCTET_PAUSE)


def glue(source, sink):
    while got := source.read():
        until = time.monotonic() + GLUE
        more = got
        while more and (left := until - time.monotonic()) > 0:
            more = source.waits(left)
            got += more or b""
        sink.write(got)
        if more == b"":
            return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--mode", choices=("delay", "octets", "glue", "cut"), required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--cut", action="append", default=[])
    args = parser.parse_args()
    cuts = {}
    for cut in args.cut:
        command, number, where = cut.split(":")
        cuts[COMMANDS[command], int(number)] = where
    host, port = args.to.split(":")
    relay = Relay((host, int(port)), args.mode, cuts)

    def stop(*_):
        done = relay.done
        print(f"{args.mode}: {done['octets']} octets in {done['writes']} writes over {done['connections']} connections, "
              f"{done['cuts']} of them cut", flush=True)
        unlike = args.mode == "octets" and done["octets"] != done["writes"]
        uncut = args.mode == "cut" and relay.cuts
        sys.exit(1 if uncut or unlike else 0)

    signal.signal(signal.SIGTERM, stop)
    signal.alarm(args.seconds)
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"relay": "127.0.0.1:%d" % listener.getsockname()[1]}), flush=True)
    while True:
        relay.serve(listener.accept()[0])


if __name__ == "__main__":
    main()
