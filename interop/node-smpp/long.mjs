// One run of node-smpp against the gateway: long messages, in every way that they can be sent.
//
//   node long.mjs --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME
//
// Prints a line per step. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import { compareCounters, compareRefusals, connect, control, credentials, fail, listen, once, request, step } from './peer.mjs';

// An escape pair of the GSM alphabet, and a surrogate pair of UCS-2, lie where the gateway's own parts would end.
const GSM_TEXT = `${'x'.repeat(152)}€ and then ${'y'.repeat(200)}`;
const UCS2_TEXT = `${'Я'.repeat(66)}👍 ${'ю'.repeat(60)}`;
const GSM_PARTS = [GSM_TEXT.slice(0, 152), GSM_TEXT.slice(152, 300), GSM_TEXT.slice(300)];
const UCS2_PARTS = [UCS2_TEXT.slice(0, 66), UCS2_TEXT.slice(66)];
const UDHI = 0x40;

const GSM = { coding: 0, text: GSM_TEXT, parts: GSM_PARTS };
const UCS2 = { coding: 8, text: UCS2_TEXT, parts: UCS2_PARTS };

/** Ways to number a part: what stands in front of its octets, and what is in its PDU. */
const eight = (reference) => (total, part) => ({ udh: Buffer.from([5, 0, 3, reference, total, part]) });
const sixteen = (total, part) => ({ udh: Buffer.from([6, 8, 4, 0x12, 0x34, total, part]) });
const withPorts = (total, part) => ({ udh: Buffer.from([11, 5, 4, 0x23, 0xf4, 0, 0, 0, 3, 9, total, part]) });
const sar = (total, part) => ({ tlvs: { sar_msg_ref_num: 0x0777, sar_total_segments: total, sar_segment_seqnum: part } });

const ids = [];

async function main() {
  const session = await connect();
  const inbox = listen(session);
  assert.equal((await request(session, 'bind_transceiver', credentials)).command_status, 0);

  for (const [index, [what, message, number, place]] of [
    ['a header with a reference of 8 bits', GSM, eight(7)],
    ['a header with a reference of 16 bits', GSM, sixteen],
    ['a header with ports as well', GSM, withPorts],
    ['a header, UCS-2', UCS2, eight(8)],
    ['sar parameters', GSM, sar],
    ['sar parameters, UCS-2', UCS2, sar],
    ['a header in message_payload', GSM, eight(10), 'message_payload'],
  ].entries()) {
    await inParts(session, `27999100060${index}`, message, number, place);
    step(`in ${message.parts.length} parts, by ${what}`);
  }
  await whole(session, '279991000610', GSM, 3);
  await whole(session, '279991000611', UCS2, 2);
  step('whole, in message_payload: the gateway cuts it');
  await mixedUp(session, '279991000612');
  step('two messages to one handset, their parts out of order');
  await incomplete(session, '279991000613');
  step('a message of which a part is missing');

  await mobileOriginated(inbox);
  step('long messages of a handset, in message_payload');

  const closed = once(session, 'close');
  await request(session, 'unbind');
  await closed;
  const all = await control('GET', '/gateway/messages?limit=1000');
  assert.deepEqual(all.map((it) => it.id).sort(), ids.sort(), 'messages on record');
  await compareRefusals();
  await compareCounters();
}

/** Each part is on record as it was sent; the handset shows them as one. */
async function inParts(session, to, { coding, text, parts }, number, place = 'short_message') {
  const sent = [];
  for (const [index, message] of parts.entries()) {
    const { udh, tlvs } = number(parts.length, index + 1);
    const id = await submit(session, to, { data_coding: coding, ...body(place, udh, message), ...tlvs });
    sent.push({ id, text: message, udh });
  }
  await received(to, sent.length);
  for (const { id, text: message, udh } of sent) {
    const record = await control('GET', `/gateway/messages/${id}`);
    const { text: recorded, parts: counted, charge, data_coding, esm_class, hex } = record;
    assert.deepEqual(
      { recorded, counted, charge, data_coding, esm_class },
      { recorded: message, counted: 1, charge: '0.333333', data_coding: coding, esm_class: udh ? UDHI : 0 },
    );
    assert.ok(hex.startsWith(udh?.toString('hex') ?? ''), hex);
  }
  assert.deepEqual(await shown(to), [{ from: 'ACME', text, complete: true, ids: sent.map((it) => it.id).sort() }]);
}

/** One message on record, of as many parts as it costs. */
async function whole(session, to, { coding, text }, parts) {
  const id = await submit(session, to, { data_coding: coding, short_message: '', message_payload: text });
  await received(to, 1);
  const record = await control('GET', `/gateway/messages/${id}`);
  assert.deepEqual([record.text, record.parts, record.charge], [text, parts, (parts / 3).toFixed(6)]);
  assert.deepEqual(await shown(to), [{ from: 'ACME', text, complete: true, ids: [id] }]);
}

/** The parts of two messages, in no order. */
async function mixedUp(session, to) {
  const other = GSM_PARTS.map((part) => part.toUpperCase());
  const send = (parts, reference, part) =>
    submit(session, to, { data_coding: 0, ...body('short_message', eight(reference)(3, part).udh, parts[part - 1]) });
  for (const [parts, reference, part] of [
    [GSM_PARTS, 21, 3], [other, 22, 1], [GSM_PARTS, 21, 1], [other, 22, 3], [GSM_PARTS, 21, 2], [other, 22, 2],
  ]) await send(parts, reference, part);
  await received(to, 6);
  const messages = await shown(to);
  const texts = messages.map((it) => it.complete && it.text);
  assert.deepEqual(texts.sort(), [GSM_TEXT.toUpperCase(), GSM_TEXT].sort());
}

/** What there is of it is shown, and that it is not all. */
async function incomplete(session, to) {
  const id = await submit(session, to, { data_coding: 0, ...body('short_message', eight(31)(3, 2).udh, GSM_PARTS[1]) });
  await received(to, 1);
  assert.deepEqual(await shown(to), [{ from: 'ACME', text: GSM_PARTS[1], complete: false, ids: [id] }]);
}

/** What is too long for short_message comes in message_payload. */
async function mobileOriginated(inbox) {
  for (const { text, coding } of [GSM, { ...UCS2, text: UCS2_TEXT.repeat(2) }]) {
    await control('POST', '/gateway/handset/279991000614/mo', { to: '447624803759', text });
    const pdu = await inbox.take((it) => it.data_coding === coding, 'a long message of the handset');
    assert.deepEqual([pdu.short_message.message, pdu.message_payload.message], ['', text]);
  }
}

/** A part, with or without a header. */
function body(place, udh, message) {
  const content = udh ? { udh, message } : message;
  return place === 'short_message' ? { short_message: content } : { short_message: '', [place]: content };
}

async function submit(session, to, fields) {
  const pdu = { source_addr: 'ACME', destination_addr: to, dest_addr_ton: 1, dest_addr_npi: 1, esm_class: 0, ...fields };
  const answer = await request(session, 'submit_sm', pdu);
  assert.equal(answer.command_status, 0, 'submit_sm');
  ids.push(answer.message_id);
  return answer.message_id;
}

async function received(to, count) {
  const query = new URLSearchParams({ to, status: '004', wait: '10s', count });
  assert.equal((await control('GET', `/gateway/messages?${query}`)).length, count, `messages received by ${to}`);
}

/** What the handset shows. In which order parts reach it is not said. */
async function shown(to) {
  const { messages } = await control('GET', `/gateway/handset/${to}`);
  return messages.map(({ from, text, complete, ids }) => ({ from, text, complete, ids: ids.sort() }));
}

main().catch(fail);
