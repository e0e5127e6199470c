#!/usr/bin/env python3
"""Makes the captures in captures/, out of octets written by hand.

    python3 make.py        writes them all; a second run changes nothing

The PDUs are those of conformance/vectors/smpp that were assembled by hand from the layout of the specification. Frames are
put together here, field by field, with nothing but `struct`: no code that reads captures has a part in it.
"""
import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
VECTORS = HERE / "../../../conformance/vectors/smpp"
CLIENT, SERVER = "10.1.2.3", "10.1.2.4"
PORT, SMPP = 40000, 2775
START = 1_450_000_000  # 2015-12-13 09:46:40 UTC


def vector(name):
    for path in sorted(VECTORS.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            found = json.loads(line)
            if found["id"] == name:
                return bytes.fromhex(found["octets"])
    raise KeyError(name)


BIND = vector("smpp-v01")
BIND_RESP = bytes.fromhex("00000020800000020000000000000001436c69636b6174656c6c000210000134")
SUBMIT = vector("smpp-v10")
SUBMIT_RESP = bytes.fromhex("00000031800000040000000000000002") + b"996411ad91fa211e7d17bc873aa4a41d\0"
ENQUIRE = bytes.fromhex("00000010000000150000000000000008")
ENQUIRE_RESP = bytes.fromhex("00000010800000150000000000000008")
UNBIND = bytes.fromhex("0000001000000006000000000000000a")
UNBIND_RESP = bytes.fromhex("0000001080000006000000000000000a")
# A submit_sm whose source_addr has no end.
FAULTY = bytes.fromhex("0000001c000000040000000000000009") + bytes([0, 1, 1]) + b"279991112"

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def address(text):
    if ":" in text:
        head, tail = (part.split(":") if part else [] for part in text.split("::"))
        words = head + ["0"] * (8 - len(head) - len(tail)) + tail
        return struct.pack(">8H", *(int(word, 16) for word in words))
    return bytes(int(part) for part in text.split("."))


def ip(source, target, payload, protocol=6, fragment=0):
    source, target = address(source), address(target)
    if len(source) == 16:
        return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + source + target + payload
    header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 7, fragment, 64, protocol, 0) + source + target
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def tcp(source, target, sequence, acknowledged, flags, payload=b""):
    numbers = (source, target, sequence % 2**32, acknowledged % 2**32, 5 << 4, flags, 65535, 0, 0)
    return struct.pack(">HHIIBBHHH", *numbers) + payload


def ethernet(packet, vlans=()):
    header = bytes.fromhex("020000000002020000000001")
    for vlan in vlans:
        header += struct.pack(">HH", 0x8100, vlan)
    return header + struct.pack(">H", 0x86DD if packet[0] >> 4 == 6 else 0x0800) + packet


def cooked(packet):
    return struct.pack(">HHH8sH", 0, 1, 6, b"\2\0\0\0\0\1\0\0", 0x0800) + packet


def cooked2(packet):
    return struct.pack(">HHIHBB8s", 0x0800, 0, 2, 1, 0, 6, b"\2\0\0\0\0\1\0\0") + packet


class Talk:
    """The two ends of a connection; each method gives the IP packet of one segment."""

    def __init__(self, client=CLIENT, server=SERVER, port=PORT, to=SMPP, numbers=(1000, 5000)):
        self.ends = [(client, port), (server, to)]
        self.next = list(numbers)

    def send(self, who, flags, payload=b"", at=None, acknowledged=None):
        sequence = self.next[who] if at is None else at
        number = (self.next[1 - who] if acknowledged is None else acknowledged) if flags & ACK else 0
        (source, source_port), (target, target_port) = self.ends[who], self.ends[1 - who]
        if at is None:
            self.next[who] += len(payload) + (flags & SYN > 0) + (flags & FIN > 0)
        return ip(source, target, tcp(source_port, target_port, sequence, number, flags, payload))

    def open(self):
        return [self.send(0, SYN), self.send(1, SYN | ACK), self.send(0, ACK)]

    def client(self, *pdus):
        return self.send(0, PSH | ACK, b"".join(pdus))

    def server(self, *pdus):
        return self.send(1, PSH | ACK, b"".join(pdus))

    def close(self):
        return [self.send(0, FIN | ACK), self.send(1, FIN | ACK), self.send(0, ACK)]


def session(talk):
    return [
        *talk.open(),
        talk.client(BIND),
        talk.server(BIND_RESP),
        talk.client(SUBMIT),
        talk.server(SUBMIT_RESP),
        talk.server(ENQUIRE),
        talk.client(ENQUIRE_RESP, UNBIND),
        talk.server(UNBIND_RESP),
        *talk.close(),
    ]


def pcap(frames, link=1, order="<", nanoseconds=False, snap=262144):
    out = struct.pack(order + "IHHiIII", 0xA1B23C4D if nanoseconds else 0xA1B2C3D4, 2, 4, 0, 0, snap, link)
    for place, frame in enumerate(frames):
        part = place * 1000 * (1000 if nanoseconds else 1) + (7 if nanoseconds else 0)
        kept = frame[:snap]
        out += struct.pack(order + "IIII", START, part, len(kept), len(frame)) + kept
    return out


def block(kind, body, order="<"):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def option(code, value, order="<"):
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def pcapng(frames, order="<", link=1, resolution=None, offset=0):
    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1) + option(4, b"by hand", order), order)
    options = b""
    if resolution is not None:
        options = option(9, bytes([resolution]), order) + option(14, struct.pack(order + "q", offset), order)
        options += option(0, b"", order)
    # A statistics block and one of a kind that is not known stand between packets.
    out += block(1, struct.pack(order + "HHI", link, 0, 0) + options, order)
    unit = {None: 10**6, 9: 10**9, 0x8A: 2**10}[resolution]
    for place, frame in enumerate(frames):
        ticks = (START - offset) * unit + place * unit // 1000
        head = struct.pack(order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
        out += block(6, head + frame + bytes(-len(frame) % 4) + option(1, b"a comment", order), order)
        if place == 3:
            out += block(5, struct.pack(order + "III", 0, 0, 0), order) + block(0xBAD, bytes(20), order)
    return out


def captures():
    whole = [ethernet(packet) for packet in session(Talk())]
    yield "session.pcap", pcap(whole)
    yield "big-endian.pcap", pcap(whole, order=">")
    yield "nanoseconds.pcap", pcap(whole, nanoseconds=True)
    yield "session.pcapng", pcapng(whole)
    yield "big-endian.pcapng", pcapng(whole, order=">", resolution=9, offset=1_000_000_000)
    yield "binary-seconds.pcapng", pcapng(whole, resolution=0x8A)
    yield "vlans.pcap", pcap([ethernet(packet, (7, 8)) for packet in session(Talk())])
    yield "cooked.pcap", pcap([cooked(packet) for packet in session(Talk())], link=113)
    yield "cooked2.pcap", pcap([cooked2(packet) for packet in session(Talk())], link=276)
    yield "raw.pcap", pcap(session(Talk()), link=101)
    yield "loopback.pcap", pcap([struct.pack("<I", 2) + packet for packet in session(Talk())], link=0)
    yield "loop.pcap", pcap([struct.pack(">I", 2) + packet for packet in session(Talk())], link=108)
    yield "ipv6.pcap", pcap([ethernet(packet) for packet in session(Talk("2001:db8::3", "2001:db8::4"))])

    # Out of order, twice, across the wrap of the numbers, and cut anywhere.
    talk = Talk(numbers=(2**32 - 20, 5000))
    frames = [*talk.open()]
    begin, stream = talk.next[0], BIND + SUBMIT + ENQUIRE_RESP
    cuts = [(0, 3), (20, 40), (3, 20), (0, 20), (60, 100), (38, 70), (100, len(stream))]
    frames += [talk.send(0, ACK, stream[a:b], at=begin + a) for a, b in cuts]
    talk.next[0] = begin + len(stream)
    frames += [talk.server(BIND_RESP, SUBMIT_RESP[:7]), talk.server(SUBMIT_RESP[7:]), *talk.close()]
    yield "shuffled.pcap", pcap([ethernet(packet) for packet in frames])

    # The second segment of the client was not captured, and the third is of a later PDU.
    talk = Talk()
    frames = [*talk.open(), talk.client(BIND), talk.server(BIND_RESP), talk.client(SUBMIT[:30])]
    talk.client(SUBMIT[30:60])
    frames += [talk.client(SUBMIT[60:], ENQUIRE_RESP), talk.server(SUBMIT_RESP)]
    talk.client(ENQUIRE_RESP + SUBMIT[:10])
    frames += [talk.client(SUBMIT[10:], UNBIND), talk.server(UNBIND_RESP), *talk.close()]
    yield "gap.pcap", pcap([ethernet(packet) for packet in frames])

    # Begun within a PDU; another connection to the same ports follows after a reset.
    talk = Talk()
    frames = [talk.client(SUBMIT[33:], ENQUIRE_RESP), talk.server(SUBMIT_RESP), talk.send(1, RST)]
    frames += session(Talk(numbers=(77, 99)))
    yield "under-way.pcap", pcap([ethernet(packet) for packet in frames])

    # Packets of up to 100 octets only.
    yield "snaplen.pcap", pcap(whole, snap=100)

    # A fault, other octets the second time, a length that leaves nothing to go on.
    talk = Talk()
    frames = [*talk.open(), talk.client(BIND), talk.server(BIND_RESP)]
    again = bytearray(BIND)
    again[20] ^= 0x20
    frames += [talk.send(0, ACK, bytes(again), at=talk.next[0] - len(BIND))]
    frames += [talk.client(FAULTY), talk.client(ENQUIRE), talk.server(b"HTTP/1.1 400 Bad Request\r\n\r\n"), *talk.close()]
    yield "faults.pcap", pcap([ethernet(packet) for packet in frames])

    # What is left out: UDP, ARP, a fragment, a web server, TLS on a port of SMPP; and SMPP on another port is found.
    web, tls, other = Talk(port=50000, to=80), Talk(port=50001, to=2776), Talk(port=50002, to=16000)
    dns = ip(CLIENT, SERVER, struct.pack(">HHHH", 53, 53, 12, 0) + bytes(4), protocol=17)
    arp = bytes.fromhex("ffffffffffff0200000000010806") + bytes(28)
    fragment = ip(CLIENT, SERVER, tcp(PORT, SMPP, 1, 1, ACK, bytes(64)), fragment=0x2000)
    frames = [ethernet(dns), arp, ethernet(fragment)]
    frames += [ethernet(packet) for packet in [*web.open(), web.client(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), *web.close()]]
    frames += [ethernet(packet) for packet in [*tls.open(), tls.client(bytes.fromhex("160301004101"))]]
    frames += [ethernet(packet) for packet in [*other.open(), other.client(ENQUIRE), other.server(ENQUIRE_RESP)]]
    yield "others.pcap", pcap(frames)

    # Cut short within a record.
    yield "cut.pcap", pcap(whole)[:-20]


for name, octets in captures():
    (HERE / "captures" / name).write_bytes(octets)
