"""One run of smpplib against the gateway: every request that it knows, in the sessions where it belongs and where it does
not, and many at once.

    python operations.py --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME

Prints a line per step. Exit status 1 with the first step that did not give what it should.
"""

import smpplib.consts
import smpplib.exceptions
import smpplib.smpp

from peer import (
    REFUSALS, bound, check, compare_counters, compare_refusals, control, equal, esme, leave, refused, run, step,
)

MO_NUMBER = "447624803759"
HANDSET = "279991000402"
#: The window of either profile.
WINDOW = 10
#: More than the gateway takes on before it leaves the rest in the transport.
FLOOD = 250

ACCEPTED = []


def main(args):
    sessions(args)
    not_served(args)
    window(args)
    flood(args)
    one_delivery(args)
    everything = control(args.http, "/gateway/messages?limit=1000")
    equal(sorted(it["id"] for it in everything), sorted(ACCEPTED), "messages on record")
    step(f"{len(everything)} messages are on record, and nothing that was refused")
    compare_refusals(args.http)
    compare_counters(args.http)


def sessions(args):
    """A transmitter and a receiver side by side: each does its part. smpplib itself refuses to do the other's."""
    transmitter, receiver = bound(args, "bind_transmitter"), bound(args, "bind_receiver")
    message_id = submit(transmitter, b"by a transmitter", registered_delivery=1)
    receipt = receiver.take(lambda it: it.receipted_message_id == message_id.encode(), "its receipt")
    equal(receipt.message_state, smpplib.consts.SMPP_MESSAGE_STATE_DELIVERED, "message_state")
    pdu = smpplib.smpp.make_pdu("submit_sm", client=receiver, **message(b"no"))
    try:
        receiver.send_pdu(pdu)
        check(False, "smpplib sent a submit_sm as a receiver")
    except smpplib.exceptions.PDUError:
        pass
    answer = receiver.request_past_the_library(pdu.generate(), pdu.sequence, "submit_sm")
    refused(answer, "submit_sm_resp", esme("RINVBNDSTS"), "submit_sm of a receiver")
    answer = receiver.request("query_sm", message_id=message_id, source_addr="ACME")
    refused(answer, "query_sm_resp", esme("RINVBNDSTS"), "query_sm of a receiver")
    # To smpplib query_sm is a receiver's; the specification has it the other way round.
    pdu = smpplib.smpp.make_pdu("query_sm", client=transmitter, message_id=message_id, source_addr="ACME")
    state = transmitter.request_past_the_library(pdu.generate(), pdu.sequence, "query_sm")
    equal((state.status, state.message_id), (0, message_id.encode()), "query_sm of a transmitter")
    for client in (transmitter, receiver):
        equal(client.request("enquire_link").status, 0, "enquire_link")
        leave(client)
    step("a transmitter submits and asks, a receiver has the receipt")


def not_served(args):
    """What smpplib can send besides: none of it is served, and the session goes on."""
    client = bound(args)
    cases = {
        "data_sm": {**message(b""), "short_message": None, "message_payload": b"no"},
        "deliver_sm": message(b"no"),
        "alert_notification": {"source_addr": HANDSET, "esme_addr": MO_NUMBER},
    }
    for command, fields in cases.items():
        given = {name: value for name, value in fields.items() if value is not None}
        refused(client.request(command, **given), "generic_nack", esme("RINVCMDID"), command)
    # Answers to nothing are passed over.
    for command in ("submit_sm_resp", "deliver_sm_resp", "query_sm_resp", "enquire_link_resp", "unbind_resp", "generic_nack"):
        pdu = smpplib.smpp.make_pdu(command, client=client, message_id="1", final_date="", message_state=2, error_code=0)
        pdu.sequence = 77
        client.send_pdu(pdu)
    submit(client, b"still there")
    leave(client)
    step(f"{len(cases)} requests that are not served, and answers to nothing: the session goes on")


def window(args):
    """As many requests under way as a window has room for: each answer is that of its own request."""
    client = bound(args)
    sent = {}
    for index in range(WINDOW):
        # One in five goes nowhere.
        to = "nowhere" if index % 5 == 3 else f"27999100070{index}"
        pdu = smpplib.smpp.make_pdu("submit_sm", client=client, **{**message(to.encode()), "destination_addr": to})
        client.send_pdu(pdu)
        sent[pdu.sequence] = to
    for sequence, to in sent.items():
        answer = client.answer(sequence, f"submit_sm to {to}")
        if to == "nowhere":
            equal(answer.status, esme("RINVDSTADR"), to)
            REFUSALS.append(answer.status)
            continue
        equal(answer.status, 0, to)
        record = control(args.http, f"/gateway/messages/{answer.message_id.decode()}")
        equal((record["to"], record["text"]), (to, to), "record")
        ACCEPTED.append(record["id"])
    leave(client)
    step(f"{WINDOW} submit_sm under way: each answer is that of its own")


def flood(args):
    """Far more than that, before the first answer is read: all are answered."""
    client = bound(args)
    sent = {}
    for index in range(FLOOD):
        pdu = smpplib.smpp.make_pdu("submit_sm", client=client, **message(f"flood {index}".encode()))
        client.send_pdu(pdu)
        sent[pdu.sequence] = f"flood {index}"
    answers = {text: client.answer(sequence, text) for sequence, text in sent.items()}
    check(all(answer.status == 0 for answer in answers.values()), "a submit_sm was refused")
    ids = {text: answer.message_id.decode() for text, answer in answers.items()}
    equal(len(set(ids.values())), FLOOD, "ids")
    for text in ("flood 0", "flood 100", f"flood {FLOOD - 1}"):
        equal(control(args.http, f"/gateway/messages/{ids[text]}")["text"], text, "record")
    ACCEPTED.extend(ids.values())
    leave(client)
    step(f"{FLOOD} submit_sm at once: each has an id of its own")


def one_delivery(args):
    """What the gateway delivers it delivers one by one: the next when the last is answered."""
    client = bound(args)
    texts = ["first", "second", "third"]
    for text in texts:
        control(args.http, f"/gateway/handset/{HANDSET}/mo", {"to": MO_NUMBER, "text": text})
    for text in texts:
        pdu = client.read_pdu()
        equal((pdu.command, pdu.short_message), ("deliver_sm", text.encode()), "what is delivered")
        # What comes before the answer to this probe would have been sent beside it.
        probe = smpplib.smpp.make_pdu("enquire_link", client=client)
        client.send_pdu(probe)
        equal(client.read_pdu().command, "enquire_link_resp", "what comes next")
        client._message_received(pdu)
    client.answers.clear()
    leave(client)
    step("three messages of a handset, one at a time")


def submit(client, octets, **more):
    answer = client.request("submit_sm", **message(octets), **more)
    equal(answer.status, 0, "submit_sm")
    ACCEPTED.append(answer.message_id.decode())
    return ACCEPTED[-1]


def message(octets):
    return {"source_addr": "ACME", "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": HANDSET,
            "short_message": octets}


if __name__ == "__main__":
    run(main)
