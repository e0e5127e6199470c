"""Compares what `clickatell decode smpp` lists out of captures with what tshark lists.

    compare.py --clickatell PROGRAM [--port PORT]… CAPTURE…

For each PDU both must say the same: who sent it, its command, status, number and length, the address it goes to and the id of
its message, in the same order for each sender.
"""
import argparse
import json
import pathlib
import subprocess
import sys


def by_tshark(path, ports):
    decode = [part for port in ports for part in ("-d", f"tcp.port=={port},smpp")]
    command = ["tshark", "-r", str(path), "-Y", "smpp", "-T", "json", "-o", "tcp.desegment_tcp_streams:TRUE",
               "-o", "tcp.reassemble_out_of_order:TRUE", *decode]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 2):  # 2: the file is cut short; what is before that is listed all the same
        sys.exit(f"tshark: {run.stderr}")
    # A packet with several PDUs has the key several times: keep them all.
    packets = json.loads(run.stdout, object_pairs_hook=lambda pairs: pairs)
    listed = {}
    for packet in packets:
        layers = dict(dict(packet)["_source"])["layers"]
        one = dict(layers)
        net = dict(one.get("ip") or one["ipv6"])
        source = net.get("ip.src") or f"[{net['ipv6.src']}]"
        sender = f"{source}:{dict(one['tcp'])['tcp.srcport']}"
        for name, pdu in layers:
            if name != "smpp":
                continue
            fields = dict(pdu)
            number = lambda field: int(fields.get(field, "0"), 0)
            listed.setdefault(sender, []).append((
                number("smpp.command_id"), number("smpp.command_status"), number("smpp.sequence_number"),
                number("smpp.command_length"), fields.get("smpp.destination_addr", ""),
                fields.get("smpp.message_id", ""),
            ))
    return listed


def by_us(program, path, ports):
    options = [part for port in ports for part in ("--port", str(port))]
    out = subprocess.run([program, "decode", "smpp", "--json", *options, str(path)], capture_output=True, text=True)
    listed = {}
    for line in out.stdout.splitlines():
        item = json.loads(line)
        if "stream" in item or "error" in item:
            continue
        body = item["body"] or {}
        listed.setdefault(item["from"], []).append((
            IDS[item["command_id"]], item["command_status"], item["sequence_number"], item["command_length"],
            body.get("destination_addr", ""), body.get("message_id", ""),
        ))
    return listed


REQUESTS = {
    "bind_receiver": 1, "bind_transmitter": 2, "query_sm": 3, "submit_sm": 4, "deliver_sm": 5, "unbind": 6,
    "replace_sm": 7, "cancel_sm": 8, "bind_transceiver": 9, "outbind": 0xB, "enquire_link": 0x15,
    "submit_multi": 0x21, "alert_notification": 0x102, "data_sm": 0x103,
}
IDS = {name: number for name, number in REQUESTS.items()}
IDS |= {f"{name}_resp": number | 0x80000000 for name, number in REQUESTS.items()} | {"generic_nack": 0x80000000}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clickatell", required=True)
    parser.add_argument("--port", type=int, action="append", default=[])
    parser.add_argument("captures", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    failed = compared = 0
    for path in arguments.captures:
        theirs = by_tshark(path, arguments.port)
        ours = by_us(arguments.clickatell, path, arguments.port)
        count = sum(map(len, ours.values()))
        if count == 0 or ours != theirs:
            failed += 1
            print(f"{path.name}: differs")
            for sender in sorted(ours.keys() | theirs.keys()):
                print(f"  {sender}\n    ours   {ours.get(sender)}\n    theirs {theirs.get(sender)}")
            continue
        compared += count
        print(f"{path.name}: the same {count} PDUs")
    print(f"{compared} PDUs compared, {failed} captures differ")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
