"""Compares what clickatell-core says about texts with gsm0338, with smpplib and with Python's own codecs.

    check.py LINES DIFFERENCES     the JSON lines of rust/, and the page that lists what is known to differ

Where a peer is known to differ, the check says exactly what it gives instead. In the end the differences that were met,
here and by the program that wrote the lines, must be those of the page, each of them and no other.
"""

import collections
import json
import re
import sys

import gsm0338
from smpplib import gsm as smpplib_gsm

GSM = gsm0338.Codec()
SPANISH = gsm0338.Codec(single_shift_decode_map=gsm0338.SINGLE_SHIFT_CHARACTER_SET_SPANISH)
SURROGATES = range(0xD800, 0xE000)
SHOWN = 20

compared = collections.Counter()
differences = collections.Counter()
failures = []


def compare(peer, given, theirs, ours, known=None):
    """One answer of a peer beside ours; `known` is the name of a difference and what the peer gives instead."""
    compared[peer] += 1
    expected = ours
    if known is not None and known[1] != ours:
        differences[known[0]] += 1
        expected = known[1]
    if theirs != expected:
        failures.append(f"{peer}: {given!r}\n  theirs {theirs!r}\n  ours   {ours!r}")


def encoded(encode, text):
    """The octets in hexadecimal digits, or the place of the first character that cannot be."""
    try:
        return encode(text).hex()
    except UnicodeEncodeError as error:
        return len(text[: error.start].encode())


def gsm0338_encode(text):
    return GSM.encode(text)[0]


def latin1_encode(text):
    return text.encode("latin-1")


def decoded(decode, octets):
    try:
        return decode(octets)
    except UnicodeDecodeError:
        return None


def smpplib_encoded(text):
    # Its error has no place.
    try:
        return smpplib_gsm.gsm_encode(text).hex()
    except UnicodeError:
        return None


def smpplib_known(text, ours):
    """What smpplib gives for a text of one character, or of several of which ours has all."""
    if text == "`":
        return "smpplib-grave-accent", "5f"
    if text == "\x1b":
        return "smpplib-escape-character", "1b"
    if "§" in text:
        return "smpplib-grave-accent", None
    if "\f" in text:
        return "smpplib-form-feed", None
    return None


def characters(line):
    table = line["characters"]
    for number in range(0x110000):
        if number in SURROGATES:
            continue
        character = chr(number)
        ours = table.get(character, 0)
        if line["coding"] == "latin1":
            compare("python latin-1", character, encoded(latin1_encode, character), ours)
        elif line["coding"] == "spanish":
            known = ("gsm0338-escape-character", "1b") if character == "\x1b" else None
            theirs = encoded(lambda text: SPANISH.encode(text)[0], character)
            compare("gsm0338", character, theirs, ours, known)
        else:
            known = ("gsm0338-escape-character", "1b") if character == "\x1b" else None
            compare("gsm0338", character, encoded(gsm0338_encode, character), ours, known)
            ours = table.get(character)
            compare("smpplib", character, smpplib_encoded(character), ours, smpplib_known(character, ours))


def text(line):
    given, gsm = line["text"], line["gsm"]
    if "\x1b" not in given:
        ours = line["gsm_at"] if gsm is None else gsm
        compare("gsm0338", given, encoded(gsm0338_encode, given), ours)
        if gsm is not None:
            compare("smpplib", given, smpplib_encoded(given), gsm, smpplib_known(given, gsm))
    ours = line["latin1_at"] if line["latin1"] is None else line["latin1"]
    compare("python latin-1", given, encoded(latin1_encode, given), ours)
    compare("python utf-16-be", given, given.encode("utf-16-be").hex(), line["ucs2"])


def octets(line):
    given = bytes.fromhex(line["octets"])
    compare("gsm0338", given, decoded(lambda octets: GSM.decode(octets)[0], given), line["gsm"], gsm0338_known(given))
    compare("python latin-1", given, given.decode("latin-1"), line["latin1"])
    compare("python utf-16-be", given, decoded(lambda octets: octets.decode("utf-16-be"), given), line["ucs2"])


def gsm0338_known(given):
    """An escape as the last octet is dropped without a word, where all before it is sound."""
    if not given.endswith(b"\x1b") or given.endswith(b"\x1b\x1b"):
        return None
    sound = decoded(lambda octets: GSM.decode(octets)[0], given[:-1])
    return None if sound is None else ("gsm0338-trailing-escape", sound)


def ucs2(line):
    compare("python utf-16-be", line["text"][0], line["text"].encode("utf-16-be").hex(), line["octets"])


def main(lines, page):
    kinds = {"characters": characters, "text": text, "octets": octets, "ucs2": ucs2}
    with open(lines, encoding="utf-8") as file:
        for line in map(json.loads, file):
            if line["kind"] == "compared":
                compared[line["peer"]] += line["count"]
            elif line["kind"] == "difference":
                differences[line["name"]] += line["count"]
            else:
                kinds[line["kind"]](line)
    with open(page, encoding="utf-8") as file:
        listed = set(re.findall(r"^\| `([a-z0-9-]+)` \|", file.read(), re.MULTILINE))
    for name in sorted(listed - set(differences)):
        failures.append(f"{name} is listed and was not met: has the peer changed?")
    for name in sorted(set(differences) - listed):
        failures.append(f"{name} was met and is not listed")
    for peer, count in sorted(compared.items()):
        print(f"{peer}: {count} compared")
    print(f"{len(listed)} differences, each as it is listed: {sum(differences.values())} times")
    for failure in failures[:SHOWN]:
        print(failure, file=sys.stderr)
    return f"{len(failures)} failures" if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
