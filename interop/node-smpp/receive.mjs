// `clickatell receive smpp` against node-smpp as the SMSC: what is delivered to it, in every form that node-smpp can send,
// and how it keeps its link: probes both ways, an unbind by the SMSC, a connection that is cut.
//
//   node receive.mjs --profile NAME --clickatell PROGRAM
//
// The link's own times pass in real time, side by side: about a minute. Exit status 1 with the first step that did not give
// what it should.

import assert from 'node:assert/strict';
import smpp from 'smpp';
import { args, fail, isClickatell, once, pause, request, step, total } from './peer.mjs';
import { Program, Smsc } from './smsc.mjs';

const HANDSET = '279991000303';
const MO_NUMBER = '447624803759';
const LONG_TEXT = `${'x'.repeat(152)}€ and then ${'y'.repeat(200)}`;
/** A request that no edition of SMPP has. */
const UNKNOWN = 0x00000077;
/** When the program probes, and when it comes back, in seconds. */
const TIMES = isClickatell ? { probe: [55, 57], back: [30, 60] } : { probe: [59, 61], back: [5, 15] };
const SLACK_MS = 1_500;

smpp.addCommand('nonsense', { id: UNKNOWN });

async function main() {
  await Promise.all([everything('transceiver'), everything('receiver'), probes(), unbound(), cut()]);
  step(`PDUs agree: ${pdus} in ${sessions} sessions`);
}

/** All that an SMSC may send, and some that it may not. */
async function everything(bind) {
  const { smsc, program, session, kind } = await receiver('--bind', bind);
  assert.equal(kind, `bind_${bind}`);
  const sent = { [`${kind}_resp`]: 1, unbind_resp: 1 };
  const back = { [kind]: 1, unbind: 1 };
  const deliver = async (fields, wanted) => {
    const answer = await request(session, 'deliver_sm', { ...FROM_HANDSET, ...fields });
    assert.deepEqual([answer.command, answer.command_status], ['deliver_sm_resp', 0]);
    const line = await program.lines.take(() => true, 'a line');
    assert.deepEqual({ ...line, ...wanted }, line, JSON.stringify(fields));
    assert.deepEqual(line.notes, []);
    tally(sent, 'deliver_sm');
    tally(back, 'deliver_sm_resp');
    return line;
  };

  for (const [text, data_coding] of [['Yes, 5€ [please]', 0], ['Grüße ½', 3], ['Да ☃ 👍', 8]]) {
    const { body } = await deliver({ short_message: text, data_coding });
    const { source_addr, destination_addr, data_coding: coding, text: shown } = body;
    assert.deepEqual([source_addr, destination_addr, coding, shown], [HANDSET, MO_NUMBER, data_coding, text]);
  }
  const payload = await deliver({ short_message: '', message_payload: LONG_TEXT, data_coding: 0 });
  assert.equal(payload.tlvs.find((it) => it.name === 'message_payload').text, LONG_TEXT);
  await inParts(deliver);
  await inReceipts(deliver);

  // All at once: each is answered by its own number.
  const many = Array.from({ length: 10 }, (_, index) => `number ${index}`);
  await Promise.all(many.map((short_message) => request(session, 'deliver_sm', { ...FROM_HANDSET, short_message, data_coding: 0 })));
  for (const text of many) assert.equal((await program.lines.take(() => true, 'a line')).body.text, text);
  tally(sent, 'deliver_sm', 10);
  tally(back, 'deliver_sm_resp', 10);

  await others(session, program, sent, back);
  assert.equal(await program.stop(), 0, 'exit status after a signal');
  assert.deepEqual(program.lines.kept, [], 'lines that nobody sent');
  assert.deepEqual(smsc.counted, { sent, received: back }, 'PDUs');
  done(smsc, 1, `as ${bind}: three alphabets, message_payload, parts by header and by parameters, receipts, ten at once, and other requests`);
}

/** Parts in any order, by header and by parameters, of two messages at the same time. */
async function inParts(deliver) {
  const parts = [LONG_TEXT.slice(0, 152), LONG_TEXT.slice(152, 300), LONG_TEXT.slice(300)];
  const udh = (part, reference = 7) => Buffer.from([5, 0, 3, reference, 3, part]);
  const byHeader = (part, reference) =>
    deliver({ short_message: { udh: udh(part, reference), message: parts[part - 1] }, data_coding: 0 });
  const wanted = { parts: 3, text: LONG_TEXT };
  for (const part of [3, 1]) assert.equal((await byHeader(part)).joined, undefined);
  assert.equal((await byHeader(2, 8)).joined, undefined, 'a part of another message');
  const { joined: { parts: total, text } } = await byHeader(2);
  assert.deepEqual({ parts: total, text }, wanted);

  const sar = (part) => ({ sar_msg_ref_num: 0x1234, sar_total_segments: 3, sar_segment_seqnum: part });
  const byParameters = (part) => deliver({ short_message: parts[part - 1], data_coding: 0, ...sar(part) });
  for (const part of [2, 1]) assert.equal((await byParameters(part)).joined, undefined);
  const last = await byParameters(3);
  assert.deepEqual({ parts: last.joined.parts, text: last.joined.text }, wanted);
}

async function inReceipts(deliver) {
  const text = 'id:0a1b2c3d sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:DELIVRD err:000 text:Hello';
  const receipt = { esm_class: 4, data_coding: 0 };
  const tlvs = { receipted_message_id: '0a1b2c3d', message_state: 2 };
  const dates = { submitted: '2026-11-21 12:00:00', done: '2026-11-21 12:01:00' };
  for (const fields of [{ short_message: text }, { short_message: text, ...tlvs }]) {
    const line = await deliver({ ...receipt, ...fields });
    assert.deepEqual(line.receipt, { id: '0a1b2c3d', status: '004', state: 'DELIVERED', error: '000', ...dates });
  }
  const bare = await deliver({ ...receipt, short_message: '', ...tlvs });
  assert.deepEqual(bare.receipt, { id: '0a1b2c3d', status: '004', state: 'DELIVERED' });
}

/** What else node-smpp can send: each is served or refused, and the session goes on. */
async function others(session, program, sent, back) {
  const { ESME_RINVCMDID, ESME_RINVBNDSTS } = smpp.errors;
  const data = { ...FROM_HANDSET, message_payload: 'by data_sm', data_coding: 0 };
  const cases = [
    ['enquire_link', {}, 'enquire_link_resp', 0],
    ['data_sm', data, ...(isClickatell ? ['generic_nack', ESME_RINVCMDID] : ['data_sm_resp', 0])],
    ['submit_sm', { ...FROM_HANDSET, short_message: 'no' }, 'generic_nack', ESME_RINVCMDID],
    ['query_sm', { message_id: 'node-1' }, 'generic_nack', ESME_RINVCMDID],
    ['bind_transceiver', {}, 'generic_nack', ESME_RINVCMDID],
    ['outbind', { system_id: 'node-smpp' }, 'generic_nack', isClickatell ? ESME_RINVCMDID : ESME_RINVBNDSTS],
    ['nonsense', {}, 'generic_nack', ESME_RINVCMDID],
  ];
  const alert = { source_addr: HANDSET, esme_addr: MO_NUMBER };
  if (isClickatell) cases.push(['alert_notification', alert, 'generic_nack', ESME_RINVCMDID]);
  for (const [command, fields, answer, status] of cases) {
    const got = await request(session, command, fields);
    assert.deepEqual([got.command, got.command_status], [answer, status], command);
    tally(sent, command);
    tally(back, answer);
  }
  if (isClickatell) return;
  const line = await program.lines.take(() => true, 'a line');
  assert.deepEqual([line.command_id, line.tlvs[0].text], ['data_sm', 'by data_sm']);
  // It has no response: the answer to a probe behind it shows that there was none.
  session.alert_notification(alert);
  await request(session, 'enquire_link');
  for (const command of ['alert_notification', 'enquire_link']) tally(sent, command);
  tally(back, 'enquire_link_resp');
}

/** The program probes in its time. */
async function probes() {
  const { smsc, program } = await receiver();
  const bound = Date.now();
  await smsc.requests.take((pdu) => pdu.command === 'enquire_link', 'enquire_link of the program', 62_000);
  between(Date.now() - bound, TIMES.probe, 'the first enquire_link');
  assert.equal(await program.stop(), 0);
  const received = { bind_transceiver: 1, enquire_link: 1, unbind: 1 };
  assert.deepEqual(smsc.counted.received, received);
  assert.deepEqual(smsc.counted.sent, { bind_transceiver_resp: 1, enquire_link_resp: 1, unbind_resp: 1 });
  done(smsc, 1, `probed after ${((Date.now() - bound) / 1000).toFixed(1)} s`);
}

/** The SMSC unbinds: the program answers, and comes back when it should. */
async function unbound() {
  const { smsc, program, session } = await receiver();
  await request(session, 'deliver_sm', { ...FROM_HANDSET, short_message: 'before', data_coding: 0 });
  const closed = once(session, 'close');
  assert.deepEqual((await request(session, 'unbind')).command, 'unbind_resp');
  await closed;
  const seconds = await comesBack(smsc, program, ['before', 'after']);
  assert.deepEqual(smsc.counted, {
    sent: { bind_transceiver_resp: 2, deliver_sm: 2, unbind: 1, unbind_resp: 1 },
    received: { bind_transceiver: 2, deliver_sm_resp: 2, unbind_resp: 1, unbind: 1 },
  });
  done(smsc, 2, `unbound by the SMSC, and back after ${seconds} s`);
}

/** The connection is cut in the middle of a deliver_sm: it is not shown, and shown once when it comes whole. */
async function cut() {
  const { smsc, program, session } = await receiver();
  const before = new smpp.PDU('deliver_sm', { ...FROM_HANDSET, sequence_number: 1, short_message: 'before', data_coding: 0 });
  const half = new smpp.PDU('deliver_sm', { ...FROM_HANDSET, sequence_number: 2, short_message: 'after', data_coding: 0 });
  const octets = half.toBuffer();
  session.socket.write(Buffer.concat([before.toBuffer(), octets.subarray(0, octets.length - 2)]));
  await smsc.requests.take((pdu) => pdu.command === 'deliver_sm_resp', 'deliver_sm_resp');
  session.socket.resetAndDestroy();
  const seconds = await comesBack(smsc, program, ['before', 'after']);
  assert.deepEqual(smsc.counted, {
    sent: { bind_transceiver_resp: 2, deliver_sm: 1, unbind_resp: 1 },
    received: { bind_transceiver: 2, deliver_sm_resp: 2, unbind: 1 },
  });
  done(smsc, 2, `cut in the middle of a deliver_sm, and back after ${seconds} s`);
}

/** It binds again in its time, takes what it has missed, and ends with a signal: these were its lines. */
async function comesBack(smsc, program, texts) {
  const lost = Date.now();
  const { session } = await smsc.bound.take(() => true, 'another bind', 62_000);
  const elapsed = Date.now() - lost;
  between(elapsed, TIMES.back, 'the next bind');
  await request(session, 'deliver_sm', { ...FROM_HANDSET, short_message: 'after', data_coding: 0 });
  assert.equal(await program.stop(), 0);
  assert.deepEqual(program.lines.kept.map((it) => it.body.text), texts);
  return (elapsed / 1000).toFixed(1);
}

/** What every message of the handset's has. */
const FROM_HANDSET = {
  source_addr: HANDSET, source_addr_ton: 1, source_addr_npi: 1, destination_addr: MO_NUMBER, dest_addr_ton: 1, dest_addr_npi: 1,
};

/** An SMSC with the program bound to it. */
async function receiver(...words) {
  const smsc = await new Smsc().listen();
  const program = new Program('receive', 'smpp', smsc.address, '--profile', args.profile, ...words);
  const { session, kind } = await smsc.bound.take(() => true, 'a bind');
  // The answer to the bind is on its way before anything that is sent from here on.
  await pause(1);
  return { smsc, program, session, kind };
}

function between(ms, [earliest, latest], what) {
  assert.ok(ms >= earliest * 1000 - SLACK_MS && ms <= latest * 1000 + SLACK_MS, `${what}: after ${ms} ms`);
}

function tally(side, command, n = 1) {
  side[command] = (side[command] ?? 0) + n;
}

let pdus = 0;
let sessions = 0;

function done(smsc, bound, text) {
  smsc.close();
  pdus += total(smsc.counted.received) + total(smsc.counted.sent);
  sessions += bound;
  step(text);
}

main().then(() => process.exit(0)).catch(fail);
