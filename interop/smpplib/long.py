"""One run of smpplib against the gateway: long messages, in every way that it can send and receive them.

    python long.py --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME

Prints a line per step. Exit status 1 with the first step that did not give what it should.
"""

import urllib.parse

import smpplib.consts
import smpplib.gsm

from peer import bound, check, compare_counters, compare_refusals, control, equal, leave, run, step

MO_NUMBER = "447624803759"
# smpplib cuts octets, so that no escape and no surrogate pair lies where a part ends.
GSM_TEXT = "A long text, split by smpplib [€]. " * 9
LATIN1_TEXT = "Grüße und ein langer Text, ½. " * 9
UCS2_TEXT = "Длинный текст ☃. " * 8

ACCEPTED = []


def main(args):
    client = bound(args)
    codings = (
        (GSM_TEXT, smpplib.consts.SMPP_ENCODING_DEFAULT, 3),
        (LATIN1_TEXT, smpplib.consts.SMPP_ENCODING_ISO88591, 3),
        (UCS2_TEXT, smpplib.consts.SMPP_ENCODING_ISO10646, 3),
    )
    for index, (text, coding, parts) in enumerate(codings):
        in_parts(args, client, f"27999100080{index}", text, coding, parts, use_udhi=True)
        in_parts(args, client, f"27999100081{index}", text, coding, parts, use_udhi=False)
        whole(args, client, f"27999100082{index}", text, coding)
        step(f"data_coding {coding}: in {parts} parts by header and by sar parameters, and whole")
    mobile_originated(args, client)
    leave(client)
    everything = control(args.http, "/gateway/messages?limit=1000")
    equal(sorted(it["id"] for it in everything), sorted(ACCEPTED), "messages on record")
    compare_refusals(args.http)
    compare_counters(args.http)


def in_parts(args, client, to, text, coding, count, use_udhi):
    """Each part is on record as it was sent; the handset shows them as one."""
    parts, chosen, esm_class = smpplib.gsm.make_parts(text, encoding=coding, use_udhi=use_udhi)
    equal((len(parts), chosen, bool(esm_class)), (count, coding, use_udhi), "parts that smpplib made")
    ids = []
    for number, octets in enumerate(parts, start=1):
        sar = {} if use_udhi else {"sar_msg_ref_num": 0x1234, "sar_total_segments": count, "sar_segment_seqnum": number}
        ids.append(submit(client, to, short_message=octets, data_coding=coding, esm_class=esm_class, **sar))
    received(args, to, count)
    texts = []
    for message_id, octets in zip(ids, parts):
        record = control(args.http, f"/gateway/messages/{message_id}")
        equal((record["hex"], record["parts"], record["esm_class"], record["data_coding"]),
              (octets.hex(), 1, esm_class, coding), "record of a part")
        texts.append(record["text"])
    equal("".join(texts), text, "texts on record")
    shown(args, to, text, ids)


def whole(args, client, to, text, coding):
    """One message on record, of as many parts as the gateway makes of it."""
    encode, *_ = smpplib.gsm.ENCODINGS[coding]
    message_id = submit(client, to, message_payload=encode(text), data_coding=coding)
    received(args, to, 1)
    record = control(args.http, f"/gateway/messages/{message_id}")
    equal(record["text"], text, "text on record")
    # Latin-1 is sent on in the alphabet that takes the least room: the fraction takes UCS-2.
    equal(record["parts"], {0: 3, 3: 5, 8: 3}[coding], "parts on record")
    shown(args, to, text, [message_id])


def mobile_originated(args, client):
    """What is too long for short_message comes in message_payload."""
    for text, coding, octets in (
        (GSM_TEXT, 0, smpplib.gsm.gsm_encode(GSM_TEXT)),
        (UCS2_TEXT, 8, UCS2_TEXT.encode("utf-16-be")),
    ):
        control(args.http, "/gateway/handset/279991000830/mo", {"to": MO_NUMBER, "text": text})
        pdu = client.take(lambda it: it.data_coding == coding, "a long message of the handset")
        equal((pdu.short_message, pdu.message_payload), (b"", octets), "what smpplib read")
    step("long messages of a handset, in message_payload")


def submit(client, to, **fields):
    address = {"source_addr": "ACME", "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": to}
    answer = client.request("submit_sm", **address, **fields)
    equal(answer.status, 0, "submit_sm")
    ACCEPTED.append(answer.message_id.decode())
    return ACCEPTED[-1]


def received(args, to, count):
    query = urllib.parse.urlencode({"to": to, "status": "004", "wait": "10s", "count": count})
    equal(len(control(args.http, f"/gateway/messages?{query}")), count, f"messages received by {to}")


def shown(args, to, text, ids):
    """What the handset shows. In which order parts reach it is not said."""
    [message] = control(args.http, f"/gateway/handset/{to}")["messages"]
    equal((message["text"], sorted(message["ids"])), (text, sorted(ids)), f"what {to} shows")
    check(message["complete"], f"a part of what {to} shows is missing")


if __name__ == "__main__":
    run(main)
