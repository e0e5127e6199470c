"""One run of smpplib against the gateway: a session that works, then everything it can be made to do wrong.

    python session.py --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME

Prints a line per step. Exit status 1 with the first step that did not give what it should.
"""

import collections
import re
import struct
import urllib.parse

import smpplib.consts
import smpplib.exceptions
import smpplib.gsm
import smpplib.smpp

from peer import REFUSALS, Client, check, compare_counters, compare_refusals, control, equal, esme, leave, refused, run, step

MO_NUMBER = "447624803759"
HANDSET = "279991000202"
RECEIPT_TYPE = 0x04
GSM_TEXT = "Price: 5€ [ok] {~}"
UCS2_TEXT = "Привет, мир ☃"
LONG_TEXT = "A long text, split by smpplib. " * 10
RECEIPT = re.compile(
    r"^id:(?P<id>\S+) sub:(?P<sub>\d{3}) dlvrd:(?P<delivered>\d{3}) submit date:\d{10,12} done date:\d{10,12}"
    r" stat:(?P<stat>\w{7}) err:(?P<err>\d{3}) text:",
    re.IGNORECASE,
)

Message = collections.namedtuple("Message", "id sender receiver text")


def main(args):
    credentials = {"system_id": args.user, "password": args.password, "system_type": args.system_type}
    client = Client(args.smpp)

    bound = client.bind_transceiver(**credentials)
    equal(bound.command, "bind_transceiver_resp", "bind")
    equal(bound.sc_interface_version, 0x34, "sc_interface_version")
    step(f"bound to {bound.system_id.decode()}")

    submitted = [submit(client, "ACME", GSM_TEXT, 0), submit(client, MO_NUMBER, UCS2_TEXT, 8)]
    for message in submitted:
        receipt(client, message)
    for message in submitted:
        query(client, message)
    parts = long_message(client)
    mobile_originated(client, args.http)

    equal(client.request("enquire_link").status, 0, "enquire_link")
    step("enquire_link answered")

    second_bind(client, credentials)
    both_bodies(client, args.profile)
    refused_messages(client, args.profile)

    leave(client)
    step("unbound, and the gateway closed the connection")

    refused_binds(args.smpp, credentials)
    compare_messages(args.http, submitted, parts)
    compare_refusals(args.http)
    compare_counters(args.http)


def submit(client, sender, text, data_coding):
    """Submits one message of one part, and returns what is needed to recognise it later."""
    (octets,), coding, esm_class = smpplib.gsm.make_parts(text)
    equal(coding, data_coding, f"data_coding that smpplib chose for {text}")
    accepted = client.request("submit_sm", **address(sender), short_message=octets, data_coding=coding,
                              esm_class=esm_class, registered_delivery=1)
    equal(accepted.status, 0, f"submit_sm of {text}")
    message_id = accepted.message_id.decode()
    check(re.fullmatch("[0-9a-f]{32}", message_id), f"message_id {message_id}")
    step(f"submitted as {message_id}")
    return Message(message_id, sender, HANDSET, text)


def receipt(client, message):
    """Waits for the receipt of a message, and reads it by its TLVs and by its text."""
    pdu = client.take(lambda it: it.receipted_message_id == message.id.encode(), f"receipt of {message.id}")
    equal(pdu.esm_class & 0x3C, RECEIPT_TYPE, "esm_class of a receipt")
    equal(pdu.message_state, smpplib.consts.SMPP_MESSAGE_STATE_DELIVERED, "message_state")
    equal(pdu.source_addr.decode(), message.receiver, "source_addr of a receipt")
    equal(pdu.destination_addr.decode(), message.sender, "destination_addr of a receipt")
    found = RECEIPT.match(pdu.short_message.decode("latin-1"))
    check(found, f"receipt text {pdu.short_message}")
    equal(found.groupdict(), {"id": message.id, "sub": "001", "delivered": "001", "stat": "DELIVRD", "err": "004"}, "receipt")
    step(f"receipt of {message.id}: {found['stat']}")


def query(client, message):
    """Asks for the state of a message that has its receipt."""
    state = client.request("query_sm", message_id=message.id, source_addr=message.sender)
    equal(state.status, 0, "query_sm")
    equal(state.message_id.decode(), message.id, "message_id of query_sm_resp")
    equal(state.message_state, smpplib.consts.SMPP_MESSAGE_STATE_DELIVERED, "message_state of query_sm_resp")
    equal(state.error_code, 4, "error_code of query_sm_resp")
    check(re.fullmatch(rb"\d{15}[+-]", state.final_date), f"final_date {state.final_date}")
    step(f"query_sm of {message.id}: delivered {state.final_date.decode()}")


def long_message(client):
    """Submits a message that smpplib cuts into parts by user data header."""
    octets, coding, esm_class = smpplib.gsm.make_parts(LONG_TEXT)
    equal(len(octets), 3, "parts")
    ids = []
    for part in octets:
        accepted = client.request("submit_sm", **address("ACME"), short_message=part, data_coding=coding, esm_class=esm_class)
        equal(accepted.status, 0, "submit_sm of a part")
        ids.append(accepted.message_id.decode())
    step(f"{len(ids)} parts submitted")
    return ids


def mobile_originated(client, http):
    """Has the handset send two messages, one for each alphabet."""
    for text, coding, octets in (
        ("Yes, 5€ please", 0, smpplib.gsm.gsm_encode("Yes, 5€ please")),
        ("Да ☃", 8, "Да ☃".encode("utf-16-be")),
    ):
        control(http, f"/gateway/handset/{HANDSET}/mo", {"to": MO_NUMBER, "text": text})
        pdu = client.take(lambda it: it.esm_class == 0 and it.short_message == octets, f"MO {text}")
        equal(pdu.data_coding, coding, "data_coding of the MO")
        equal(pdu.source_addr.decode(), HANDSET, "source_addr of the MO")
        equal(pdu.destination_addr.decode(), MO_NUMBER, "destination_addr of the MO")
        step(f"MO received: {text}")


def second_bind(client, credentials):
    """smpplib does not send a bind while it is bound: its own PDU goes past it."""
    pdu = smpplib.smpp.make_pdu("bind_transceiver", client=client, **credentials)
    try:
        client.send_pdu(pdu)
        check(False, "smpplib sent a second bind")
    except smpplib.exceptions.PDUError:
        pass
    answer = client.request_past_the_library(pdu.generate(), pdu.sequence, "bind_transceiver")
    refused(answer, "bind_transceiver_resp", esme("RALYBND"), "second bind on one connection")


def both_bodies(client, profile):
    """smpplib does not build both bodies: the message_payload is put behind its PDU by hand."""
    body = {**address("ACME"), "short_message": b"no"}
    try:
        smpplib.smpp.make_pdu("submit_sm", client=client, message_payload=b"no", **body).generate()
        check(False, "smpplib built a submit_sm with both bodies")
    except ValueError:
        pass
    pdu = smpplib.smpp.make_pdu("submit_sm", client=client, **body)
    octets = pdu.generate() + struct.pack(">HH2s", 0x0424, 2, b"no")
    octets = struct.pack(">I", len(octets)) + octets[4:]
    answer = client.request_past_the_library(octets, pdu.sequence, "submit_sm")
    status = "ROPTPARNOTALLWD" if profile == "clickatell" else "RINVMSGLEN"
    refused(answer, "submit_sm_resp", esme(status), "both bodies")


def refused_messages(client, profile):
    """What every SMSC refuses, then what this gateway does: the standard profile knows few rules for single values."""
    answer = client.request("query_sm", message_id="zzz", source_addr="ACME")
    refused(answer, "query_sm_resp", esme("RINVMSGID"), "unknown message_id")
    if profile != "clickatell":
        return
    message = {**address("ACME"), "short_message": b"no"}
    for change, status, what in (
        ({"short_message": b""}, "RINVMSGLEN", "no body"),
        ({"destination_addr": "+279991000202"}, "RINVDSTADR", "destination with a plus sign"),
        ({"source_addr": "12345678901234567"}, "RINVSRCADR", "source of 17 digits"),
        ({"registered_delivery": 3}, "RINVREGDLVFLG", "reserved registered_delivery"),
        ({"esm_class": 4}, "RINVESMCLASS", "receipt type on a submit_sm"),
        ({"schedule_delivery_time": "tomorrow"}, "RINVSCHED", "schedule_delivery_time"),
        ({"validity_period": "xx"}, "RINVEXPIRY", "validity_period"),
    ):
        answer = client.request("submit_sm", **{**message, **change})
        refused(answer, "submit_sm_resp", esme(status), what)


def refused_binds(smpp, credentials):
    """Each on a connection of its own. A good bind comes last: the failures before it must not count against it."""
    client = Client(smpp)
    pdu = smpplib.smpp.make_pdu("submit_sm", client=client, **address("ACME"), short_message=b"no")
    answer = client.request_past_the_library(pdu.generate(), pdu.sequence, "submit_sm")
    refused(answer, "submit_sm_resp", esme("RINVBNDSTS"), "submit_sm before bind")
    client.disconnect()
    for change, status, what in (
        ({"password": "wrong"}, esme("RINVPASWD"), "wrong password"),
        ({"system_id": "nobody"}, esme("RINVSYSID"), "unknown user"),
        ({"system_type": "9999999"}, esme("RINVSYSTYP"), "wrong system_type"),
    ):
        client = Client(smpp)
        try:
            client.bind_transceiver(**{**credentials, **change})
            check(False, f"{what}: bound")
        except smpplib.exceptions.PDUError as error:
            equal(error.args[1], status, what)
        REFUSALS.append(status)
        client.disconnect()
        step(f"{what}: 0x{status:08X}")
    client = Client(smpp)
    equal(client.bind_transceiver(**credentials).status, 0, "right after wrong")
    equal(client.unbind().status, 0, "unbind")
    client.disconnect()
    step("right after wrong: bound")


def compare_messages(http, submitted, parts):
    """The gateway's record of each message, and what the handset shows, is what was sent."""
    for message in submitted:
        record = control(http, f"/gateway/messages/{message.id}")
        equal(Message(record["id"], record["from"], record["to"], record["text"]), message, "record")
        equal([it["status"] for it in record["history"]], [8, 3, 4], "history")
    delivered = {"to": HANDSET, "status": "004", "wait": "10s", "count": len(submitted) + len(parts)}
    control(http, "/gateway/messages?" + urllib.parse.urlencode(delivered))
    everything = control(http, "/gateway/messages?" + urllib.parse.urlencode({"to": HANDSET}))
    equal({it["id"] for it in everything}, {it.id for it in submitted}.union(parts), "messages on record")
    shown = control(http, f"/gateway/handset/{HANDSET}")["messages"]
    equal({it["text"] for it in shown}, {GSM_TEXT, UCS2_TEXT, LONG_TEXT}, "texts on the handset")
    step(f"{len(everything)} messages are on record as they were sent, and nothing else; the handset shows {len(shown)}")


def address(sender):
    return {"source_addr": sender, "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": HANDSET}


if __name__ == "__main__":
    run(main)
