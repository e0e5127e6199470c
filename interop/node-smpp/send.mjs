// `clickatell send smpp` against node-smpp as the SMSC: what it submits, what it makes of answers and receipts, and what
// becomes of it when the SMSC refuses, is busy or is gone.
//
//   node send.mjs --profile NAME --clickatell PROGRAM
//
// Prints a line per step. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import smpp from 'smpp';
import { fail, step, total } from './peer.mjs';
import { send } from './smsc.mjs';

const TO = '279991000301';
const OTHER = '279991000302';
const GSM_TEXT = 'Price: 5€ [ok] {~}';
const LATIN1_TEXT = 'Grüße, ¡olé! ½';
const UCS2_TEXT = 'Привет, мир ☃ 👍';
// An escape pair of the GSM alphabet, and a surrogate pair of UCS-2, lie where a part would end.
const LONG_TEXT = `${'x'.repeat(152)}€ and then ${'y'.repeat(200)}`;
const LONG_UCS2_TEXT = `${'Я'.repeat(66)}👍 ${'ю'.repeat(60)}`;

async function main() {
  await texts();
  await longTexts();
  await several();
  await receipts();
  await busy();
  await refused();
  await gone();
}

/** A text in each alphabet, as node-smpp reads it. */
async function texts() {
  for (const [text, data_coding, ...words] of [
    [GSM_TEXT, 0],
    [UCS2_TEXT, 8],
    [LATIN1_TEXT, 3, '--alphabet', 'latin1'],
    ['plain', 8, '--alphabet', 'ucs2'],
  ]) {
    const { lines, status, smsc } = await send({}, '--to', TO, '--from', 'ACME', ...words, text);
    assert.deepEqual([lines, status], [[{ id: 'node-1', to: TO }], 0], text);
    const [pdu] = smsc.received('submit_sm');
    assert.deepEqual(fields(pdu), { ...FIELDS, data_coding });
    assert.equal(pdu.short_message.message, text);
    compareCounts(smsc, 'bind_transmitter', { submit_sm: 1 });
    step(`sent with data_coding ${data_coding}: ${text}`);
  }
}

/** A long text in each of the three ways, put together as node-smpp reads its parts. */
async function longTexts() {
  const { lines, smsc: whole } = await send({}, '--to', TO, '--from', 'ACME', LONG_TEXT);
  const [pdu] = whole.received('submit_sm');
  assert.deepEqual(lines, [{ id: 'node-1', to: TO }]);
  assert.deepEqual(fields(pdu), FIELDS);
  assert.deepEqual([pdu.short_message.message, pdu.message_payload.message], ['', LONG_TEXT]);
  compareCounts(whole, 'bind_transmitter', { submit_sm: 1 });
  step('a long text in message_payload');

  for (const [text, data_coding, parts] of [[LONG_TEXT, 0, 3], [LONG_UCS2_TEXT, 8, 2]]) {
    for (const long of ['udh', 'sar']) {
      const { lines, status, smsc } = await send({}, '--to', TO, '--from', 'ACME', '--long', long, text);
      const numbers = Array.from({ length: parts }, (_, index) => index + 1);
      assert.deepEqual(lines, numbers.map((part) => ({ id: `node-${part}`, to: TO, part, parts })), long);
      assert.equal(status, 0);
      const pdus = smsc.received('submit_sm');
      const esm_class = long === 'udh' ? 0x40 : 0;
      for (const pdu of pdus) assert.deepEqual(fields(pdu), { ...FIELDS, esm_class, data_coding });
      const places = pdus.map(long === 'udh' ? placeByHeader : placeByParameters);
      assert.deepEqual(places, numbers.map((part) => [places[0][0], parts, part]), `places by ${long}`);
      const joined = pdus.map((pdu) => pdu.short_message.message).join('');
      assert.equal(joined, text);
      // Each part is text of its own: no character is torn.
      assert.ok(joined.isWellFormed() && pdus.every((pdu) => pdu.short_message.message.isWellFormed()));
      compareCounts(smsc, 'bind_transmitter', { submit_sm: parts });
      step(`a long text in ${parts} parts by ${long}, data_coding ${data_coding}`);
    }
  }
}

/** Two numbers, of which the SMSC refuses one; and one for which it has nothing but a generic_nack. */
async function several() {
  const answers = {
    submit_sm(session, pdu) {
      const command_status = pdu.destination_addr === OTHER ? smpp.errors.ESME_RINVDSTADR : 0;
      session.send(pdu.response({ command_status, message_id: 'id with spaces / 65' }));
    },
  };
  const { lines, status, smsc } = await send(answers, '--to', OTHER, '--to', TO, 'Hello');
  const refusal = { error: 0x0b, text: 'RINVDSTADR', to: OTHER };
  assert.deepEqual([lines, status], [[refusal, { id: 'id with spaces / 65', to: TO }], 1]);
  compareCounts(smsc, 'bind_transmitter', { submit_sm: 2 });

  const nack = {
    submit_sm(session, { sequence_number }) {
      session.send(new smpp.PDU('generic_nack', { sequence_number, command_status: smpp.errors.ESME_RINVCMDLEN }));
    },
  };
  const other = await send(nack, '--to', TO, 'Hello');
  assert.deepEqual([other.lines, other.status], [[{ error: 2, text: 'RINVCMDLEN', to: TO }], 1]);
  step('one of two numbers refused; a generic_nack for an answer');
}

/** Receipts in the forms that the field has, while other messages come in. */
async function receipts() {
  const TLVS = (id, message_state) => ({ receipted_message_id: id, message_state });
  const text = (id, stat, err) =>
    `id:${id} sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:${stat} err:${err} text:Hello`;
  for (const [what, first, second, wanted, exit] of [
    ['by TLVs and text', ['DELIVRD', '000', TLVS('node-1', 2)], ['DELIVRD', '000', TLVS('node-2', 2)], ['004', '004'], 0],
    ['by text alone', ['DELIVRD', '000', {}], ['DELIVRD', '004', {}], ['004', '004'], 0],
    ['of a message that did not arrive', ['DELIVRD', '000', {}], ['EXPIRED', '010', TLVS('node-2', 3)], ['004', '010'], 1],
  ]) {
    const answers = {
      submit_sm(session, pdu) {
        this.submit_sm(session, pdu);
        const [stat, err, tlvs] = pdu.destination_addr === TO ? first : second;
        const id = `node-${this.ids}`;
        const back = { source_addr: pdu.destination_addr, source_addr_ton: 1, source_addr_npi: 1, destination_addr: pdu.source_addr };
        session.deliver_sm({ ...back, esm_class: 0, data_coding: 0, short_message: 'no receipt' });
        session.deliver_sm({ ...back, esm_class: 4, data_coding: 0, short_message: text(id, stat, err), ...tlvs });
      },
    };
    const { lines, status, smsc } = await send(answers, '--to', TO, '--to', OTHER, '--from', 'ACME', '--wait', 'Hello');
    assert.deepEqual(lines.slice(0, 2), [{ id: 'node-1', to: TO }, { id: 'node-2', to: OTHER }]);
    const ends = lines.slice(2).map(({ id, to, status }) => [id, to, status]);
    assert.deepEqual(ends, [['node-1', TO, wanted[0]], ['node-2', OTHER, wanted[1]]], what);
    assert.equal(status, exit, what);
    assert.ok(smsc.received('submit_sm').every((pdu) => pdu.registered_delivery === 1));
    assert.ok(smsc.received('deliver_sm_resp').every((pdu) => pdu.command_status === 0));
    compareCounts(smsc, 'bind_transceiver', { submit_sm: 2 }, { deliver_sm: 4 });
    step(`receipts ${what}`);
  }
}

/** No room, twice: the same message again each time, after a pause, and accepted in the end. */
async function busy() {
  const begun = [];
  const answers = {
    submit_sm(session, pdu) {
      begun.push(Date.now());
      const command_status = [smpp.errors.ESME_RTHROTTLED, smpp.errors.ESME_RMSGQFUL, 0][begun.length - 1];
      session.send(pdu.response({ command_status, message_id: 'in the end' }));
    },
  };
  const { lines, status, smsc } = await send(answers, '--to', TO, '--from', 'ACME', GSM_TEXT);
  assert.deepEqual([lines, status], [[{ id: 'in the end', to: TO }], 0]);
  const pdus = smsc.received('submit_sm');
  for (const pdu of pdus) assert.deepEqual([fields(pdu), pdu.short_message.message], [FIELDS, GSM_TEXT]);
  assert.equal(new Set(pdus.map((pdu) => pdu.sequence_number)).size, 3, 'sequence numbers of their own');
  const pauses = begun.slice(1).map((at, index) => at - begun[index]);
  assert.ok(pauses[0] >= 950 && pauses[1] > pauses[0], `pauses of ${pauses} ms`);
  compareCounts(smsc, 'bind_transmitter', { submit_sm: 3 });
  step(`throttled, then a full queue, then accepted: pauses of ${pauses.join(' and ')} ms`);
}

/** A bind that is refused, and an SMSC that unbinds at once. */
async function refused() {
  const answers = {
    bind_transmitter(session, pdu) {
      session.send(pdu.response({ command_status: smpp.errors.ESME_RINVPASWD }));
    },
  };
  const { lines, complaints, status, smsc } = await send(answers, '--to', TO, 'Hello');
  assert.deepEqual([lines, status, smsc.counted.received], [[], 1, { bind_transmitter: 1 }]);
  assert.match(complaints, /the bind was refused: ESME_RINVPASWD/);
  step('a bind refused: nothing is submitted, and it says why');
}

/** The SMSC is cut off with a request under way: whether it was taken nobody knows, and it is not sent again. */
async function gone() {
  for (const [what, leave] of [
    ['closed', (session) => session.close()],
    ['reset', (session) => session.socket.resetAndDestroy()],
    ['cut in the middle of its answer', (session, pdu) => {
      const octets = pdu.response({ message_id: 'never read' }).toBuffer();
      session.socket.write(octets.subarray(0, octets.length - 3), () => session.destroy());
    }],
  ]) {
    const { lines, complaints, status, smsc } = await send({ submit_sm: leave }, '--to', TO, '--to', OTHER, 'Hello');
    assert.deepEqual([lines, status], [[], 1], what);
    assert.match(complaints, /the outcome is unknown: the response to submit_sm was not answered/, what);
    assert.deepEqual(smsc.counted.received, { bind_transmitter: 1, submit_sm: 1 }, what);
    step(`the connection ${what} with a submit_sm under way: unknown, and not sent again`);
  }
}

/** What stays the same in every submit_sm. */
const FIELDS = {
  command_status: 0, service_type: '', source_addr_ton: 0, source_addr_npi: 0, source_addr: 'ACME', dest_addr_ton: 1,
  dest_addr_npi: 1, destination_addr: TO, esm_class: 0, protocol_id: 0, priority_flag: 0, schedule_delivery_time: '',
  validity_period: '', registered_delivery: 0, replace_if_present_flag: 0, data_coding: 0, sm_default_msg_id: 0,
};

function fields(pdu) {
  return Object.fromEntries(Object.keys(FIELDS).map((name) => [name, pdu[name]]));
}

/** Reference, total and number of a part by its user data header. */
function placeByHeader(pdu) {
  assert.equal(pdu.short_message.udh.length, 1, 'elements of the header');
  const [element, length, reference, total, part] = pdu.short_message.udh[0];
  assert.deepEqual([element, length], [0, 3], 'a concatenation with a reference of 8 bits');
  return [reference, total, part];
}

/** The same by the sar parameters. */
function placeByParameters(pdu) {
  assert.equal(pdu.short_message.udh, undefined, 'no header');
  return [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum];
}

/** The PDUs of a session that bound, submitted, took what was delivered, and unbound. */
function compareCounts({ counted }, bind, submitted, delivered = {}) {
  const responses = (requests) =>
    Object.fromEntries(Object.entries(requests).map(([command, n]) => [`${command}_resp`, n]));
  const requests = { [bind]: 1, ...submitted, unbind: 1 };
  assert.deepEqual(counted.received, { ...requests, ...responses(delivered) }, 'PDUs of the program');
  assert.deepEqual(counted.sent, { ...responses(requests), ...delivered }, 'PDUs of node-smpp');
  pdus += total(counted.received) + total(counted.sent);
}

let pdus = 0;

main().then(() => {
  step(`PDUs agree: ${pdus} in sessions that ended well`);
  process.exit(0);
}).catch(fail);
