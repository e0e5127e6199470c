"""Octets that are no SMPP, on connections of their own and in a bound session, which has to go on working.

    python bad_input.py --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME

Needs the Python standard library only. Exit status 1 with the first thing that did not give the exact answer.
"""

import sys

from link import ENQUIRE_LINK, GENERIC_NACK, RESPONSE, SUBMIT_SM, UNBIND, Link, arguments, equal, pdu, step

BAD_MESSAGE_LENGTH, BAD_LENGTH, BAD_COMMAND, WRONG_STATE = 1, 2, 3, 4
SILENCE = 1.0


def main(args):
    bound = Link(args.smpp).bind(args.user, args.password, args.system_type)

    for what, octets in (
        ("command_length of 4 GiB", bytes.fromhex("ffffffff") + pdu(ENQUIRE_LINK, 8)[4:]),
        ("command_length of 2 GiB", bytes.fromhex("7fffffff") + pdu(ENQUIRE_LINK, 8)[4:]),
        ("command_length 15", bytes.fromhex("0000000f") + pdu(ENQUIRE_LINK, 8)[4:]),
        ("command_length 0", bytes.fromhex("00000000") + pdu(ENQUIRE_LINK, 8)[4:]),
        ("an HTTP request", b"GET / HTTP/1.1\r\nHost: smsc\r\n\r\n"),
    ):
        link = Link(args.smpp)
        link.send(octets)
        equal(link.receive(), pdu(GENERIC_NACK, 0, status=BAD_LENGTH), what)
        equal(link.receive(), b"", f"after {what}")
        bound.alive()
        step(f"{what}: generic_nack 0x02 with sequence 0, closed")

    cut = Link(args.smpp)
    cut.send(pdu(ENQUIRE_LINK, 8)[:10])
    cut.silent(SILENCE)
    bound.alive()
    step("10 octets of a header, then silence: no answer, connection kept")

    unbound = Link(args.smpp)
    for link in (unbound, bound):
        link.send(pdu(0x77, 11))
        equal(link.receive(), pdu(GENERIC_NACK, 11, status=BAD_COMMAND), "unknown command_id")
        link.send(pdu(0x80000077, 12))
        link.silent(SILENCE)
    bound.alive()
    step("unknown command_id: generic_nack 0x03 with its sequence; unknown response: ignored")

    unbound.send(pdu(SUBMIT_SM, 13, submit()))
    equal(unbound.receive(), pdu(SUBMIT_SM | RESPONSE, 13, status=WRONG_STATE), "submit_sm before bind")
    unbound.send(pdu(UNBIND, 14))
    equal(unbound.receive(), pdu(UNBIND | RESPONSE, 14, status=WRONG_STATE), "unbind before bind")
    equal(unbound.receive(), b"", "after unbind before bind")
    step("submit_sm and unbind before bind: 0x04")

    split = pdu(SUBMIT_SM, 15, submit())
    bound.send(split[:40])
    bound.silent(SILENCE)
    for octet in split[40:]:
        bound.send(bytes([octet]))
    equal(bound.receive()[4:16], pdu(SUBMIT_SM | RESPONSE, 15)[4:16], "submit_sm in pieces")
    step("submit_sm with a pause in the middle, then octet by octet: accepted")

    # The gateway's document has one code for every PDU that is cut short; SMPP alone names the field.
    status = BAD_LENGTH if args.profile == "clickatell" else BAD_MESSAGE_LENGTH
    claims_more = submit().replace(b"\x02no", b"\x03no")
    bound.send(pdu(SUBMIT_SM, 16, claims_more) + pdu(ENQUIRE_LINK, 17))
    equal(bound.receive(), pdu(SUBMIT_SM | RESPONSE, 16, status=status), "sm_length past the end")
    equal(bound.receive(), pdu(ENQUIRE_LINK | RESPONSE, 17), "the PDU after a bad one")
    step(f"sm_length past the end: 0x{status:02X}, the next PDU is answered")

    cut.socket.close()
    bound.alive()
    bound.unbind()
    step("the bound session went on through all of it")


def submit():
    """The body of a submit_sm that is accepted, without a receipt."""
    return b"\0" + b"\x05\0ACME\0" + b"\x01\x01279991000303\0" + bytes(3) + b"\0\0" + bytes(4) + b"\x02no"


if __name__ == "__main__":
    try:
        main(arguments())
    except (AssertionError, OSError) as error:
        sys.exit(f"bad_input: {type(error).__name__}: {error}")
