"""Requests as programs without a SOAP library send them, and as odd libraries do, octet by octet over plain sockets.

    python raw.py --http HOST:PORT --path PATH --user U --password P --api-id N

Each is one sendmsg, and has to give the reply, the record and the message on the handset that any other gives. Then what is no call.
Needs the Python standard library only. Exit status 1 with the first thing that did not give what it should.
"""

import gzip
import re
import socket
import sys
import xml.etree.ElementTree as ElementTree

from record import PATIENCE, Gateway, arguments, check, equal, step

ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
SOAP = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
XML = ("Content-Type: text/xml",)
TO = "27999112345"
ID = "ID: ([0-9a-f]{32})"
#: From how many octets on the gateway puts a reply into gzip.
GZIP_FROM = 1024


class Connection:
    """One connection; nothing is added to what is sent."""

    def __init__(self, http):
        host, port = http.split(":")
        self.socket = socket.create_connection((host, int(port)), PATIENCE)
        self.file = self.socket.makefile("rb")

    def send(self, octets):
        self.socket.sendall(octets)

    def response(self):
        """Status, headers and body of the next response."""
        status = int(self.file.readline().split()[1])
        headers = {}
        while line := self.file.readline().strip():
            name, value = line.decode("latin-1").split(":", 1)
            headers[name.lower()] = value.strip()
        if status == 100:
            return status, headers, b""
        return status, headers, self.file.read(int(headers["content-length"]))

    def ended(self):
        equal(self.file.read(1), b"", "octets after the response")
        self.socket.close()


class Service:
    """The service under test, and the account that calls it."""

    def __init__(self, args):
        self.path = args.path
        self.http = args.http
        self.is_rpc = "document_literal" not in args.path
        self.who = f"<api_id>{args.api_id}</api_id><user>{args.user}</user><password>{args.password}</password>"

    def call(self, text, more="", to=None):
        """A sendmsg with a few parameters, in no order that a description has."""
        destinations = to or [TO]
        items = "".join(f"<{'item' if self.is_rpc else 'to'}>{it}</{'item' if self.is_rpc else 'to'}>" for it in destinations)
        if self.is_rpc:
            items = (f'<to xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" e:arrayType="xsd:string[{len(destinations)}]">'
                     f"{items}</to>")
        return (f'<s:Envelope {SOAP}><s:Body><n:sendmsg xmlns:n="soap.clickatell.com">{self.who}<from>ACME</from>'
                f"<text>{text}</text>{items}{more}</n:sendmsg></s:Body></s:Envelope>")

    def head(self, *headers, version="1.1", method="POST", path=None):
        host = (f"Host: {self.http}",) if version == "1.1" else ()
        lines = (f"{method} {path or self.path} HTTP/{version}", *host, *headers, "", "")
        return "\r\n".join(lines).encode()

    def post(self, body, *headers, **more):
        return self.head(*headers, f"Content-Length: {len(body)}", **more) + body

    def exchange(self, octets):
        connection = Connection(self.http)
        connection.send(octets)
        answer = connection.response()
        connection.socket.close()
        return answer


def main(args):
    gateway, service = Gateway(args.http), Service(args)
    sent = calls(service, gateway)
    refused = no_calls(service)
    equal(gateway.refusals(), refused, "refusals on record")
    counted = {"sendmsg": sent, "refused": len(refused), "wsdl": 1}
    equal(gateway.calls(), (counted, counted), "calls")
    step(f"calls agree: {sent} sendmsg, and {len(refused)} requests that are none")


def calls(service, gateway):
    """Every way to ask for the same. Gives how many calls that were."""
    several = (headers_and_versions, encodings, shapes, connections)
    count = 0
    for group in several:
        for what, text, answer in group(service):
            message_id = accepted(answer, what)
            gateway.advance("1s")
            record = gateway.message(message_id)
            equal((record["text"], record["from"], record["to"]), (text, "ACME", TO), f"record of {what}")
            equal([it["status"] for it in record["history"]], [8, 3, 4], f"history of {what}")
            equal(gateway.shown_of(TO, message_id), ("ACME", text), f"the handset after {what}")
            step(what)
            count += 1
    long_reply(service)
    return count + 1


def headers_and_versions(service):
    body = service.call("Hi").encode()
    yield "nothing but Content-Type: text/xml", "Hi", service.exchange(service.post(body, *XML))
    yield "no Content-Type at all", "Hi", service.exchange(service.post(body))
    form = "Content-Type: application/x-www-form-urlencoded"
    yield "the Content-Type of a form", "Hi", service.exchange(service.post(body, form))
    yield "an empty SOAPAction", "Hi", service.exchange(service.post(body, *XML, 'SOAPAction: ""'))
    yield "another Host", "Hi", service.exchange(service.post(body, *XML).replace(service.http.encode(), b"api.clickatell.com"))

    action = 'SOAPAction: "http://api.clickatell.com/soap/document_literal/webservice/ClickatellSms/sendmsgRequest"'
    wcf = Connection(service.http)
    wcf.send(service.head("Content-Type: text/xml; charset=utf-8", action, f"Content-Length: {len(body)}", "Expect: 100-continue"))
    equal(wcf.response()[0], 100, "Expect: 100-continue")
    wcf.send(body)
    yield "the SOAPAction of WCF, which waits for 100 Continue", "Hi", wcf.response()

    old = Connection(service.http)
    old.send(service.post(body, *XML, version="1.0"))
    yield "HTTP/1.0 without Host", "Hi", old.response()
    old.ended()
    once = Connection(service.http)
    once.send(service.post(body, *XML, "Connection: close"))
    answer = once.response()
    equal(answer[1].get("connection"), "close", "Connection")
    once.ended()
    yield "Connection: close", "Hi", answer


def encodings(service):
    text = "Grüße, ¡hola! é"
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + service.call(text)
    yield "a body that declares ISO-8859-1", text, service.exchange(service.post(latin.encode("latin-1"), *XML))
    header = "Content-Type: text/xml; charset=ISO-8859-1"
    bare = service.call(text).encode("latin-1")
    yield "ISO-8859-1 by Content-Type alone", text, service.exchange(service.post(bare, header))
    # The header has the last word (RFC 3023).
    contrary = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + service.call(text)).encode()
    header = 'Content-Type: text/xml; charset="utf-8"'
    yield "UTF-8 by Content-Type, ISO-8859-1 declared", text, service.exchange(service.post(contrary, header))
    marked = service.call("5€").encode("utf-8-sig")
    yield "UTF-8 with a byte order mark", "5€", service.exchange(service.post(marked, *XML))
    references = service.call("5&#8364; &amp; &#xe9; <![CDATA[<b>]]>").encode()
    yield "character references and CDATA", "5€ & é <b>", service.exchange(service.post(references, *XML))

    inflated = service.call("gzip").encode()
    request = service.post(gzip.compress(inflated), *XML, "Content-Encoding: gzip")
    yield "a body in gzip", "gzip", service.exchange(request)


def shapes(service):
    pretty = re.sub("(</?[sn]:[^>]*>)", r"\n  \1\n", service.call("white space")).encode()
    yield "white space between the elements", "white space", service.exchange(service.post(b"\r\n" + pretty, *XML))
    prolog = '<?xml version="1.0"?>\n<!-- by hand -->\n' + service.call("comment", more="<!-- end -->")
    yield "comments", "comment", service.exchange(service.post(prolog.encode(), *XML))
    header = service.call("header").replace("<s:Body>", "<s:Header><x:y xmlns:x='urn:x'>1</x:y></s:Header><s:Body>")
    yield "a header of another's", "header", service.exchange(service.post(header.encode(), *XML))
    named = service.call("own names").replace("n:sendmsg", "n:sendMsg").replace("soap.clickatell.com", "urn:other")
    yield "the document's sendMsg in another namespace", "own names", service.exchange(service.post(named.encode(), *XML))
    qualified = re.sub("<(/?)(api_id|user|password|from|text)>", r"<\1n:\2>", service.call("qualified"))
    yield "parameters in the namespace", "qualified", service.exchange(service.post(qualified.encode(), *XML))
    nils = "".join(f'<{it} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="1"/>' for it in ("concat", "deliv_time", "mo"))
    yield "nil for what is not given", "nil", service.exchange(service.post(service.call("nil", more=nils).encode(), *XML))
    if service.is_rpc:
        yield "the references of .NET", "multi-reference", service.exchange(service.post(references_of_dot_net(service), *XML))


def references_of_dot_net(service):
    """As a generated .NET 1.1 proxy writes an array: beside the call, and led to."""
    encoded = 'xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    style = 's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
    return (f'<?xml version="1.0" encoding="utf-8"?><s:Envelope {SOAP} {encoded} '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tns="http://api.clickatell.com/soap/webservice">'
            f'<s:Body {style}><tns:sendmsg><session_id xsi:type="xsd:string" />{service.who}<to href="#id1" />'
            f'<from xsi:type="xsd:string">ACME</from><text xsi:type="xsd:string">multi-reference</text>'
            f'<concat xsi:type="xsd:int">0</concat><max_credits xsi:type="xsd:float">0</max_credits></tns:sendmsg>'
            f'<e:Array id="id1" e:arrayType="xsd:string[1]"><Item>{TO}</Item></e:Array></s:Body></s:Envelope>').encode()


def long_reply(service):
    """Many destinations, whose replies only the document/literal service is said to put into gzip."""
    body = service.call("gzip", to=[TO] * 40).encode()
    status, headers, body = service.exchange(service.post(body, *XML, "Accept-Encoding: gzip, deflate"))
    equal(headers.get("content-encoding"), None if service.is_rpc else "gzip", "Content-Encoding of a long reply")
    inflated = body if service.is_rpc else gzip.decompress(body)
    check(len(inflated) > GZIP_FROM, "the reply is too short to be put into gzip")
    replies = returned((status, headers, inflated), "a long reply")
    check(len(replies) == 40 and all(re.fullmatch(f"{ID} To: {TO}", it) for it in replies), f"a long reply: {replies}")
    step(f"a long reply, {len(body)} octets for {len(inflated)}")


def connections(service):
    """One connection, from here on."""
    one = Connection(service.http)
    body = service.call("chunks").encode()
    one.send(service.head(*XML, "Transfer-Encoding: chunked"))
    for piece in (body[:7], body[7:150], body[150:]):
        one.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    one.send(b"0\r\n\r\n")
    yield "a chunked body", "chunks", one.response()
    pieces = service.post(service.call("pieces").encode(), *XML)
    for octet in pieces:
        one.send(bytes([octet]))
    yield "octet by octet", "pieces", one.response()
    one.send(b"".join(service.post(service.call(f"pipeline {it}").encode(), *XML) for it in (1, 2)))
    yield "two at once: the first", "pipeline 1", one.response()
    yield "two at once: the second", "pipeline 2", one.response()
    one.socket.close()


def no_calls(service):
    """What is no call, each with the status of its answer. Gives those statuses."""
    good = service.call("no").encode()
    soap12 = good.replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope")
    statuses = []
    for what, octets, wanted in (
        ("SOAP 1.2", service.post(soap12, *XML), (500, "SOAP-ENV:VersionMismatch")),
        ("half an envelope", service.post(good[:-20], *XML), (500, "SOAP-ENV:Client")),
        ("no body", service.post(b"", *XML), (500, "SOAP-ENV:Client")),
        ("a charset that is none", service.post(good, "Content-Type: text/xml; charset=EBCDIC"), (500, "SOAP-ENV:Client")),
        ("a body that is no gzip", service.post(good, *XML, "Content-Encoding: gzip"), (400, None)),
        ("GET without ?wsdl", service.head(method="GET"), (405, None)),
    ):
        status, _, body = service.exchange(octets)
        code = wanted[1] and ElementTree.fromstring(body).findtext(f"{ENVELOPE}Body/{ENVELOPE}Fault/faultcode")
        equal((status, code), wanted, what)
        statuses.append(status)
    host = b"gateway.example"
    head = service.head(method="GET", path=f"{service.path}?WSDL").replace(service.http.encode(), host)
    status, _, body = service.exchange(head)
    equal(status, 200, "?WSDL")
    location = re.search(rb'location="([^"]*)"', body)[1]
    equal(location, b"http://" + host + service.path.encode(), "where the description leads")
    step(f"{len(statuses)} requests that are no calls, and a description for another name")
    return statuses


def returned(answer, what):
    """The texts that an operation returned, in either style."""
    status, _, body = answer
    equal(status, 200, what)
    response = ElementTree.fromstring(body).find(f"{ENVELOPE}Body")[0]
    # A reply is named as its request was, sendMsg or sendmsg.
    check(response.tag.lower().endswith("}sendmsgresponse"), f"{what}: {response.tag}")
    items = response.findall("return/item")
    return [it.text for it in items or response.findall("return")]


def accepted(answer, what):
    replies = returned(answer, what)
    found = len(replies) == 1 and re.fullmatch(ID, replies[0])
    check(found, f"{what}: {replies}")
    return found[1]


if __name__ == "__main__":
    try:
        main(arguments())
    except (AssertionError, OSError, ElementTree.ParseError) as error:
        sys.exit(f"raw: {type(error).__name__}: {error}")
