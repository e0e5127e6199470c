"""One run of zeep against a SOAP service of the gateway, with nothing but the service's own description.

    python session.py --http HOST:PORT --path PATH --user U --password P --api-id N

The gateway has a virtual clock, and serves no number that begins with 999. Prints a line for each step. Exit status 1 with the
first step that did not give what it should.
"""

import collections
import pathlib
import re
import sys

import requests
import zeep
import zeep.exceptions

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from record import PATIENCE, Gateway, arguments, check, equal, step  # noqa: E402

FIRST, SECOND, BAD = "27999112345", "27999112346", "+27"
LONG_TEXT = "A long text, for a message of several parts. " * 5
GSM_TEXT = "Grüße für 5€: [ñ] <&> \"'"
UNICODE_TEXT = "Привет, мир ☃"
PUSH_URL = "http://example.com/a?b=1&c=<d>"
ID = "[0-9a-f]{32}"
NO_DESTINATION = f"ERR: 105, Invalid destination address To: {BAD}"


class Watch(zeep.Plugin):
    """Counts what goes out and comes in, by operation; and renames an operation on its way out."""

    def __init__(self):
        self.sent = collections.Counter()
        self.received = collections.Counter()
        self.rename = None

    def egress(self, envelope, http_headers, operation, binding_options):
        if self.rename:
            call = envelope.find("{*}Body")[0]
            call.tag = call.tag.replace(operation.name, self.rename)
        self.sent[operation.name] += 1
        return envelope, http_headers

    def ingress(self, envelope, http_headers, operation):
        self.received[operation.name] += 1
        return envelope, http_headers


class Transport(zeep.Transport):
    """Writes down every URL that zeep asks for."""

    def __init__(self):
        super().__init__(timeout=PATIENCE, operation_timeout=PATIENCE)
        self.urls = collections.Counter()
        self.session.hooks["response"].append(lambda response, **_: self.urls.update([response.request.url]))


def main(args):
    gateway = Gateway(args.http)
    url = f"http://{args.http}{args.path}"
    transport, watch = Transport(), Watch()
    client = zeep.Client(f"{url}?wsdl", transport=transport, plugins=[watch])
    equal(len(list(client.service)), 15, "operations of the description")
    step(f"zeep {zeep.__version__}, {args.path}: 15 operations from the description alone")

    session = open_session(client.service, args)
    records = several(client.service, session, gateway)
    records |= texts(client.service, session, gateway)
    records |= batch(client.service, session, gateway)
    records |= deferred(client.service, session, gateway)
    records |= pushes(client.service, session, gateway)
    fault(client.service, watch)
    expired(client.service, session, gateway)

    equal({it["id"] for it in gateway.get("messages")}, records, "messages on record")
    refused = [105, 105, 201, 105, 101, 101, 500, 3]
    equal(gateway.refusals(), refused, "refusals on record")
    step(f"{len(records)} messages are on record, and {len(refused)} refusals")
    compare_calls(gateway, transport, watch, url)


def open_session(service, args):
    opened = service.auth(api_id=int(args.api_id), user=args.user, password=args.password)
    check(re.fullmatch(f"OK: {ID}", opened), f"auth: {opened}")
    session = opened.removeprefix("OK: ")
    equal(service.ping(session_id=session), "OK:", "ping")
    step("auth and ping")
    return session


def several(service, session, gateway):
    """Three destinations, of which one is bad; parameters that are left unset are not sent."""
    unset = {"deliv_time": None, "max_credits": None, "validity": None, "udh": None}
    sent = service.sendmsg(session_id=session, to=[FIRST, BAD, SECOND], text=LONG_TEXT, **sender(), concat=2,
                           climsgid="zeep1", **unset)
    equal([type(it) for it in sent], [str] * 3, "what sendmsg returns")
    equal(sent[1], NO_DESTINATION, "the bad destination")
    ids = [named(sent[0], FIRST), named(sent[2], SECOND)]
    equal(query(service, session, apimsgid=ids[0]), f"ID: {ids[0]} Status: 008", "querymsg at once")
    gateway.advance("2s")
    for message_id, to in zip(ids, (FIRST, SECOND)):
        equal(query(service, session, apimsgid=message_id), f"ID: {message_id} Status: 004", "querymsg")
        compare(gateway, message_id, to, "ACME", LONG_TEXT, parts=2, climsgid="zeep1")
        equal(gateway.shown(to), [("ACME", LONG_TEXT)], f"what {to} shows")
    equal(query(service, session, climsgid="zeep1"), f"ID: {ids[1]} Status: 004", "the newest of its climsgid")
    equal(service.getbalance(session_id=session), "Credit: 998.666667", "getbalance")
    step("sendmsg to three numbers, querymsg, getbalance")
    covered = service.routecoverage(session_id=session, msisdn=FIRST)
    check(re.fullmatch(r"OK: This prefix is currently supported\. .* Charge: 0\.333333", covered), covered)
    uncovered = service.routecoverage(session_id=session, msisdn="999123")
    check(uncovered.startswith("ERR: This prefix is not currently supported."), uncovered)
    step("routecoverage of a number that is served, and of one that is not")
    return set(ids)


def texts(service, session, gateway):
    """Characters beyond ASCII; and a stub that sends zero and nothing for everything that it was not told."""
    zeros = ("api_id", "concat", "msg_callback", "deliv_ack", "deliv_time", "req_feat", "queue", "escalate", "mo", "unicode", "validity")
    typed = {**dict.fromkeys(zeros, 0), "max_credits": 0.0,
             **dict.fromkeys(("user", "password", "from", "climsgid", "msg_type", "udh", "data"), "")}
    sent = service.sendmsg(session_id=session, to=FIRST, text=GSM_TEXT, **typed)
    equal(len(sent), 1, "replies for one destination")
    gsm = alone(sent[0])
    digits = UNICODE_TEXT.encode("utf-16-be").hex()
    unicode = alone(service.sendmsg(session_id=session, to=SECOND, text=digits, unicode=1, **sender())[0])
    gateway.advance("2s")
    compare(gateway, gsm, FIRST, "447624803759", GSM_TEXT)
    compare(gateway, unicode, SECOND, "ACME", UNICODE_TEXT)
    equal(gateway.shown(FIRST)[-1], ("447624803759", GSM_TEXT), "the GSM text on the handset")
    equal(gateway.shown(SECOND)[-1], ("ACME", UNICODE_TEXT), "the Unicode text on the handset")
    step("texts beyond ASCII, zeros and nothing taken for unset")
    return {gsm, unicode}


def batch(service, session, gateway):
    started = service.startbatch(session_id=session, template="Hi #field1#, at #field2#", **sender())
    batch_id = {"session_id": session, "batch_id": alone(started)}
    item = alone(service.senditem(**batch_id, to=FIRST, field1="Zoë", field2="10:30")[0])
    quick = service.quicksend(**batch_id, to=[SECOND, BAD])
    equal(quick[1], NO_DESTINATION, "the bad destination of quicksend")
    plain = named(quick[0], SECOND)
    equal(service.endbatch(**batch_id), "OK", "endbatch")
    equal(service.senditem(**batch_id, to=FIRST, field1="late"), ["ERR: 201, Invalid batch ID"], "senditem after the end")
    gateway.advance("2s")
    compare(gateway, item, FIRST, "ACME", "Hi Zoë, at 10:30")
    compare(gateway, plain, SECOND, "ACME", "Hi , at ")
    equal(service.getbalance(session_id=session), "Credit: 997.333333", "getbalance after the batch")
    step("startbatch, senditem, quicksend, endbatch")
    return {item, plain}


def deferred(service, session, gateway):
    message_id = alone(service.sendmsg(session_id=session, to=FIRST, text="Later", deliv_time=60, **sender())[0])
    equal(service.getbalance(session_id=session), "Credit: 997.0", "getbalance while it waits")
    equal(service.delmsg(session_id=session, apimsgid=message_id), f"ID: {message_id} Status: 006", "delmsg")
    equal(service.getbalance(session_id=session), "Credit: 997.333333", "getbalance after the refund")
    equal(gateway.history(message_id), [8, 11, 6], "history of the deleted message")
    step("delmsg of a deferred message")
    return {message_id}


def pushes(service, session, gateway):
    """A link and the notice of a multimedia message, what the latter costs, and a voucher that is none."""
    times = {"si_created": "2011-04-20T10:30:00Z", "si_expires": "2011-05-20T10:30:00Z"}
    link = service.si_push(session_id=session, to=[FIRST, BAD], si_id="zeep1", si_url=PUSH_URL, si_text="Link ☃",
                           si_action="signal-high", **times, **sender())
    equal(link[1], NO_DESTINATION, "the bad destination of si_push")
    mms = {"to": SECOND, "mms_subject": "Zoë", "mms_expire": "86400", "mms_from": FIRST, "mms_url": PUSH_URL}
    notice = service.ind_push(session_id=session, mms_class="80", **mms, **sender())
    equal(len(notice), 1, "replies of ind_push")
    ids = [named(link[0], FIRST), named(notice[0], SECOND)]
    wrong = service.ind_push(session_id=session, mms_class="99", **mms)
    equal(wrong, ["ERR: 101, Invalid or missing parameters"], "ind_push of no class")
    gateway.advance("2s")
    for message_id, to, text in zip(ids, (FIRST, SECOND), ("Link ☃", "Zoë")):
        compare(gateway, message_id, to, "ACME", None, hex=f"{text} {PUSH_URL}".encode().hex())
    charge = service.getmsgcharge(session_id=session, apimsgid=ids[1])
    equal(charge, f"apiMsgId: {ids[1]} charge: 0.333333 status: 004", "getmsgcharge")
    voucher = service.token_pay(session_id=session, token="none")
    equal(voucher, ["ERR: 101, Invalid or missing parameters"], "token_pay")
    equal(service.getbalance(session_id=session), "Credit: 996.666667", "getbalance after the pushes")
    step("si_push, ind_push, getmsgcharge, token_pay")
    return set(ids)


def fault(service, watch):
    watch.rename = "nosuch"
    try:
        answer = service.ping(session_id="0" * 32)
        check(False, f"an unknown operation was answered with {answer}")
    except zeep.exceptions.Fault as error:
        equal(error.code, "SOAP-ENV:Client", "faultcode")
        equal(error.message, "unsupported operation", "faultstring")
    watch.rename = None
    watch.sent.subtract(["ping"])
    watch.received.subtract(["ping"])
    step("an unknown operation is a fault")


def expired(service, session, gateway):
    """A session lives for 15 minutes from its last call."""
    gateway.advance("14m")
    equal(service.ping(session_id=session), "OK:", "ping after 14 minutes")
    gateway.advance("15m")
    equal(service.getbalance(session_id=session), "ERR: 003, Session ID expired", "after 15 minutes")
    gateway.advance("1h")
    check("Later" not in [text for _, text in gateway.shown(FIRST)], "the deleted message was delivered")
    step("the session expired after 15 minutes")


def compare_calls(gateway, transport, watch, url):
    """Both ends counted the same calls, and zeep went nowhere else."""
    counted = []
    for calls in (watch.sent, watch.received):
        counted.append({**calls, "wsdl": 1, "refused": 1})
        # The gateway counts it under the name that the other services have for it.
        counted[-1]["routeCoverage"] = counted[-1].pop("routecoverage")
    equal(gateway.calls(), tuple(counted), "calls")
    calls = sum(watch.sent.values())
    equal(dict(transport.urls), {f"{url}?wsdl": 1, url: calls + 1}, "URLs that zeep asked for")
    step(f"calls agree: {calls} sent and answered")


def query(service, session, **what):
    return service.querymsg(session_id=session, **what)


def sender():
    return {"from": "ACME"}


def alone(reply):
    """The id in the reply of a single destination."""
    found = re.fullmatch(f"ID: ({ID})", reply)
    check(found, reply)
    return found[1]


def named(reply, to):
    """The id in the reply of one destination of several."""
    found = re.fullmatch(f"ID: ({ID}) To: {to}", reply)
    check(found, reply)
    return found[1]


def compare(gateway, message_id, to, sender, text, parts=1, **more):
    """The gateway's record is what was sent, and it was delivered."""
    wanted = {"id": message_id, "door": "soap", "from": sender, "to": to, "text": text, "parts": parts, **more}
    record = gateway.message(message_id)
    equal({key: record.get(key) for key in wanted}, wanted, "record")
    equal([it["status"] for it in record["history"]], [8, 3, 4], f"history of {message_id}")


if __name__ == "__main__":
    try:
        main(arguments())
    except (AssertionError, OSError, requests.RequestException, zeep.exceptions.Error) as error:
        sys.exit(f"zeep: {type(error).__name__}: {error}")
