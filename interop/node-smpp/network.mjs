// `clickatell send smpp` and `receive smpp` over a bad network, with node-smpp as the SMSC.
//
//   node network.mjs --mode delay|octets|glue|cut --profile NAME --clickatell PROGRAM --relay relay.py
//
// The relay stands between the two. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import { args, fail, once, request, step } from './peer.mjs';
import { Program, Relay, Smsc, sendTo } from './smsc.mjs';

const TEXTS = ['Price: 5€ [ok] {~}', 'Grüße, ¡olé! ½', 'Привет, мир ☃ 👍'];
const LONG_TEXT = `${'x'.repeat(152)}€ and then ${'y'.repeat(200)}`;
const HANDSET = '279991000501';
const NUMBERS = Array.from({ length: 12 }, (_, index) => String(279991000510 + index));
const WINDOW = 4;
/** Longer than any wait for another connection. */
const PATIENCE = 90_000;

async function main() {
  if (args.mode === 'cut') await Promise.all([submitCut(), answerCut(), deliveryCut(), acknowledgementCut()]);
  else await Promise.all([sends(), loads(), receives()]);
}

/** A text in three alphabets and a long one, each with its receipt. */
async function sends() {
  const receipts = {
    submit_sm(session, pdu) {
      this.submit_sm(session, pdu);
      session.deliver_sm({
        source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4, data_coding: 0,
        short_message: `id:node-${this.ids} stat:DELIVRD err:000`, receipted_message_id: `node-${this.ids}`, message_state: 2,
      });
    },
  };
  const { smsc, relay, address } = await behind(receipts);
  for (const [index, text] of [...TEXTS, LONG_TEXT].entries()) {
    const before = smsc.ids;
    const way = text === LONG_TEXT ? ['--long', 'udh'] : [];
    const { lines, status } = await sendTo(address, PATIENCE, '--to', HANDSET, '--from', 'ACME', ...way, '--wait', text);
    const pdus = smsc.received('submit_sm').slice(before);
    const joined = pdus.map((pdu) => pdu.short_message.message).join('');
    assert.deepEqual([joined, status], [text, 0]);
    for (const pdu of pdus) {
      const { source_addr, destination_addr, dest_addr_ton, registered_delivery, data_coding } = pdu;
      assert.deepEqual([source_addr, destination_addr, dest_addr_ton, registered_delivery], ['ACME', HANDSET, 1, 1]);
      assert.equal(data_coding, [0, 8, 8, 0][index]);
    }
    const ids = pdus.map((_, part) => `node-${before + part + 1}`);
    assert.deepEqual(lines.filter((it) => !it.status).map((it) => it.id), ids);
    assert.deepEqual(lines.filter((it) => it.status).map((it) => [it.id, it.status]), ids.map((id) => [id, '004']));
  }
  const n = TEXTS.length + 1;
  const messages = TEXTS.length + 3;
  assert.deepEqual(smsc.counted, {
    received: { bind_transceiver: n, submit_sm: messages, deliver_sm_resp: messages, unbind: n },
    sent: { bind_transceiver_resp: n, submit_sm_resp: messages, deliver_sm: messages, unbind_resp: n },
  });
  await over(smsc, relay, `sent: ${messages} messages and their receipts`);
}

/** A window of messages at a time. */
async function loads() {
  const { smsc, relay, address } = await behind({});
  const { lines, status } = await sendTo(address, PATIENCE, ...to(NUMBERS), '--count', '5', '--window', '10', 'Load');
  const { messages, accepted } = lines.pop();
  assert.deepEqual([messages, accepted, status], [60, 60, 0]);
  const pdus = smsc.received('submit_sm');
  for (const number of NUMBERS) assert.equal(pdus.filter((pdu) => pdu.destination_addr === number).length, 5);
  const named = Object.fromEntries(pdus.map((pdu, index) => [`node-${index + 1}`, pdu.destination_addr]));
  for (const { id, to: number } of lines) assert.equal(named[id], number, 'each answer with its message');
  assert.deepEqual(smsc.counted, {
    received: { bind_transmitter: 1, submit_sm: 60, unbind: 1 }, sent: { bind_transmitter_resp: 1, submit_sm_resp: 60, unbind_resp: 1 },
  });
  await over(smsc, relay, '60 messages, ten under way at a time');
}

/** Texts, and ten at once. */
async function receives() {
  const { smsc, relay, address } = await behind({});
  const program = new Program('receive', 'smpp', address, '--profile', args.profile);
  const { session } = await smsc.bound.take(() => true, 'a bind');
  const texts = [...TEXTS, ...Array.from({ length: 10 }, (_, index) => `number ${index}`)];
  for (const text of TEXTS) await deliver(session, text);
  await Promise.all(texts.slice(TEXTS.length).map((text) => deliver(session, text)));
  assert.equal(await program.stop(), 0);
  assert.deepEqual(program.lines.kept.map((it) => it.body.text), texts);
  for (const { body } of program.lines.kept) assert.deepEqual([body.source_addr, body.destination_addr], [HANDSET, '447624803759']);
  assert.deepEqual(smsc.counted, {
    received: { bind_transceiver: 1, deliver_sm_resp: texts.length, unbind: 1 },
    sent: { bind_transceiver_resp: 1, deliver_sm: texts.length, unbind_resp: 1 },
  });
  await over(smsc, relay, `received: ${texts.length} messages`);
}

/** Cut in the middle of the third submit_sm: of those under way none reached the SMSC but for the two before it. */
async function submitCut() {
  await lost('submit_sm:3:half', ({ unknown, came }) => {
    assert.ok(unknown.length > 0 && unknown.length <= WINDOW, `${unknown.length} unknown`);
    assert.ok(unknown.includes(NUMBERS[2]) && !came.includes(NUMBERS[2]), 'the one that was cut is unknown, and not sent again');
    // One may have reached the SMSC before the cut, its answer on the way back.
    for (const number of unknown) assert.ok(came.filter((it) => it === number).length <= 1, 'none twice');
  });
}

/** Cut before the third submit_sm_resp: the SMSC has taken the message, which the program cannot know. */
async function answerCut() {
  await lost('submit_sm_resp:3:before', ({ unknown, came }) => {
    assert.ok(unknown.includes(NUMBERS[2]) && unknown.length <= WINDOW, `${unknown} unknown`);
    assert.equal(came.filter((it) => it === NUMBERS[2]).length, 1, 'taken, and not sent again');
  });
}

async function lost(cut, judge) {
  const { smsc, relay, address } = await behind({}, [cut]);
  const { lines, status } = await sendTo(address, PATIENCE, ...to(NUMBERS), '--window', `${WINDOW}`, 'Load');
  const summary = lines.pop();
  const unknown = lines.filter((it) => it.unknown).map((it) => it.to);
  const accepted = lines.filter((it) => it.id).map((it) => it.to);
  assert.deepEqual([...unknown, ...accepted].sort(), NUMBERS, 'an outcome for each');
  assert.deepEqual([summary.messages, summary.unknown, summary.accepted, status], [12, unknown.length, accepted.length, 1]);
  const came = smsc.received('submit_sm').map((pdu) => pdu.destination_addr);
  assert.equal(new Set(came).size, came.length, 'nothing came twice');
  for (const number of accepted) assert.ok(came.includes(number), 'what was accepted came');
  judge({ unknown, came });
  const { bind_transmitter, submit_sm, unbind } = smsc.counted.received;
  assert.deepEqual([bind_transmitter, submit_sm, unbind], [2, came.length, 1], 'PDUs of the program');
  assert.equal(smsc.counted.sent.submit_sm_resp, came.length);
  await over(smsc, relay, `cut at ${cut}: ${unknown.length} unknown, none sent again, ${accepted.length} accepted, and back`);
}

/** Cut in the middle of a deliver_sm: it is not shown, and shown once when it comes whole. */
async function deliveryCut() {
  await delivered('deliver_sm:2:half', ['one', 'two', 'three']);
}

/** Cut before its acknowledgement reaches the SMSC, which sends it again. */
async function acknowledgementCut() {
  await delivered('deliver_sm_resp:2:before', ['one', 'two', 'two', 'three']);
}

async function delivered(cut, shown) {
  const { smsc, relay, address } = await behind({}, [cut]);
  const program = new Program('receive', 'smpp', address, '--profile', args.profile);
  const first = await smsc.bound.take(() => true, 'a bind');
  await deliver(first.session, 'one');
  const closed = once(first.session, 'close');
  first.session.deliver_sm(fields('two'));
  await closed;
  const { session } = await smsc.bound.take(() => true, 'another bind', PATIENCE);
  for (const text of ['two', 'three']) await deliver(session, text);
  assert.equal(await program.stop(), 0);
  assert.deepEqual(program.lines.kept.map((it) => it.body.text), shown);
  assert.deepEqual(smsc.counted, {
    sent: { bind_transceiver_resp: 2, deliver_sm: 4, unbind_resp: 1 }, received: { bind_transceiver: 2, deliver_sm_resp: 3, unbind: 1 },
  });
  await over(smsc, relay, `cut at ${cut}: shown ${shown.join(', ')}, and back`);
}

/** An SMSC, and the relay in front of it. */
async function behind(answers, cuts) {
  const smsc = await new Smsc(answers).listen();
  const relay = new Relay(args.mode, smsc.address, cuts);
  return { smsc, relay, address: await relay.address() };
}

async function over(smsc, relay, text) {
  smsc.close();
  step(`${text}; relay, ${await relay.stop()}`);
}

function to(numbers) {
  return numbers.flatMap((number) => ['--to', number]);
}

function fields(short_message) {
  const data_coding = /^[\x00-\x7f€]*$/.test(short_message) ? 0 : 8;
  return { source_addr: HANDSET, source_addr_ton: 1, source_addr_npi: 1, destination_addr: '447624803759', dest_addr_ton: 1, dest_addr_npi: 1, short_message, data_coding };
}

async function deliver(session, text) {
  const answer = await request(session, 'deliver_sm', fields(text));
  assert.deepEqual([answer.command, answer.command_status], ['deliver_sm_resp', 0]);
}

main().then(() => process.exit(0)).catch(fail);
