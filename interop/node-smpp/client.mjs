// `clickatell send smpp` and `receive smpp` over a bad network, with the gateway as the SMSC. No library has a part in it but
// what starts programs and asks the gateway's control interface.
//
//   node client.mjs --smpp RELAY --http HOST:PORT --mode delay|octets|glue|cut --profile NAME --clickatell PROGRAM …
//
// `interop/run` has put the relay in front of the gateway, and told it to cut before the third submit_sm_resp and in the
// middle of the second deliver_sm. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import { args, control, fail, pause, step, total } from './peer.mjs';
import { Program, sendTo } from './smsc.mjs';

const TEXTS = ['Price: 5€ [ok] {~}', 'Grüße, ¡olé! ½', 'Привет, мир ☃ 👍'];
const LONG_TEXT = `${'x'.repeat(152)}€ and then ${'y'.repeat(200)}`;
const HANDSET = '279991000601';
const MO_NUMBER = '447624803759';
const NUMBERS = Array.from({ length: 12 }, (_, index) => String(279991000610 + index));
const WINDOW = 4;
/** Longer than any wait for another connection. */
const PATIENCE = 90_000;

const many = NUMBERS.flatMap((number) => ['--to', number]);

async function main() {
  if (args.mode === 'cut') {
    const receiver = await Receiver.bound('--bind', 'receiver');
    const [submitted] = await Promise.all([submitsOverACut(), receivesOverACut(receiver)]);
    await compareCut(submitted);
  } else {
    await sends();
    await loads();
    await receives();
    await compare();
  }
}

/** A text in three alphabets and a long one, each received by the handset, and its receipt by the program. */
async function sends() {
  for (const text of [...TEXTS, LONG_TEXT]) {
    const way = text === LONG_TEXT ? ['--long', 'udh'] : [];
    const { lines, status } = await sendTo(args.smpp, PATIENCE, '--to', HANDSET, '--from', 'ACME', ...way, '--wait', text);
    assert.equal(status, 0, text);
    const ids = lines.filter((it) => !it.status).map((it) => it.id);
    assert.deepEqual(lines.filter((it) => it.status).map((it) => [it.id, it.status]).sort(), ids.map((id) => [id, '004']).sort());
    const record = await control('GET', `/gateway/messages?${new URLSearchParams({ to: HANDSET })}`);
    assert.deepEqual(record.slice(-ids.length).map((it) => it.id), ids, 'ids on record');
  }
  const { messages } = await control('GET', `/gateway/handset/${HANDSET}`);
  assert.deepEqual(messages.map((it) => it.text), [...TEXTS, LONG_TEXT], 'texts on the handset');
  step('three alphabets and a long text, as the handset shows them, and their receipts');
}

async function loads() {
  const { lines, status } = await sendTo(args.smpp, PATIENCE, ...many, '--count', '5', '--window', '10', 'Load');
  assert.deepEqual([lines.pop().accepted, status], [60, 0]);
  const record = await control('GET', `/gateway/messages?${new URLSearchParams({ text: 'Load' })}`);
  const named = (list) => list.map(({ id, to }) => `${id} ${to}`).sort();
  assert.deepEqual(named(lines), named(record), 'each id with its number');
  step('60 messages, ten under way at a time, each on record as it was told');
}

async function receives() {
  const receiver = await Receiver.bound();
  for (const text of TEXTS) await receiver.shows(text);
  await receiver.stop();
  step(`${TEXTS.length} messages of the handset, acknowledged and shown`);
}

/** Both ends counted the same: the gateway by its record, the program by what it was asked to do. */
async function compare() {
  const messages = TEXTS.length + 3;
  const { smpp: { pdus } } = await control('GET', '/gateway/state');
  const deliveries = messages + TEXTS.length;
  const binds = TEXTS.length + 2;
  assert.deepEqual(pdus.in, {
    bind_transceiver: binds, bind_transmitter: 1, submit_sm: messages + 60, deliver_sm_resp: deliveries, unbind: binds + 1,
  });
  assert.deepEqual(pdus.out, {
    bind_transceiver_resp: binds, bind_transmitter_resp: 1, submit_sm_resp: messages + 60, deliver_sm: deliveries,
    unbind_resp: binds + 1,
  });
  assert.deepEqual(await control('GET', '/gateway/refusals'), []);
  step(`PDUs agree: ${total(pdus.in)} received, ${total(pdus.out)} sent by the gateway`);
}

/** The answer to one of a window is lost: what was under way is unknown, on record at most once, and the rest goes out. */
async function submitsOverACut() {
  const { lines, complaints, status } = await sendTo(args.smpp, PATIENCE, ...many, '--window', `${WINDOW}`, 'Load');
  assert.match(complaints, /the connection was closed/);
  const summary = lines.pop();
  const unknown = lines.filter((it) => it.unknown).map((it) => it.to);
  const accepted = lines.filter((it) => it.id);
  assert.ok(unknown.includes(NUMBERS[2]) && unknown.length <= WINDOW, `${unknown} unknown`);
  assert.deepEqual([summary.accepted, summary.unknown, status], [accepted.length, unknown.length, 1]);
  const record = await control('GET', `/gateway/messages?${new URLSearchParams({ text: 'Load' })}`);
  const came = record.map((it) => it.to);
  assert.equal(new Set(came).size, came.length, 'none twice');
  assert.ok(came.includes(NUMBERS[2]), 'the one whose answer was lost was taken');
  for (const { id, to } of accepted) assert.ok(record.some((it) => it.id === id && it.to === to), 'what was accepted is on record');
  step(`cut before a submit_sm_resp: ${unknown.length} unknown, none sent again, ${accepted.length} accepted, and back`);
  return { came: came.length, accepted: accepted.length };
}

/** A delivery is cut, comes whole on the next connection, and is shown once. */
async function receivesOverACut(receiver) {
  await receiver.shows('one');
  await receiver.shows('two');
  await receiver.shows('three');
  await receiver.stop();
  step('cut in the middle of a deliver_sm: shown once, and back');
}

/** A cut takes a PDU from the end that it was meant for. */
async function compareCut({ came, accepted }) {
  const { smpp: { pdus } } = await control('GET', '/gateway/state');
  assert.deepEqual(pdus.in, {
    bind_transmitter: 2, bind_receiver: 2, submit_sm: came, deliver_sm_resp: 3, unbind: 2,
  });
  const { submit_sm_resp, ...others } = pdus.out;
  assert.deepEqual(others, { bind_transmitter_resp: 2, bind_receiver_resp: 2, deliver_sm: 4, unbind_resp: 2 });
  // The answer that was cut, and what else was decided behind it when the connection was gone.
  assert.ok(submit_sm_resp > accepted && submit_sm_resp <= came, `${submit_sm_resp} answers`);
  step(`PDUs agree but for what was cut: ${total(pdus.in)} received, ${total(pdus.out)} sent by the gateway`);
}

/** The program, receiving. */
class Receiver {
  static async bound(...words) {
    const receiver = new Receiver();
    receiver.program = new Program('receive', 'smpp', args.smpp, '--profile', args.profile, ...words);
    while ((await control('GET', '/gateway/state')).smpp.binds.length === 0) await pause(20);
    return receiver;
  }

  /** The handset sends this, and the program shows it. */
  async shows(text) {
    await control('POST', `/gateway/handset/${HANDSET}/mo`, { to: MO_NUMBER, text });
    const { body } = await this.program.lines.take((line) => line.body.text === text, text, PATIENCE);
    assert.deepEqual([body.source_addr, body.destination_addr], [HANDSET, MO_NUMBER]);
  }

  async stop() {
    assert.equal(await this.program.stop(), 0);
    assert.deepEqual(this.program.lines.kept, [], 'lines that nobody sent');
  }
}

main().then(() => process.exit(0)).catch(fail);
