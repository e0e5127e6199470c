// `clickatell send smpp` with several messages under way, against node-smpp as the SMSC: windows that are really reached, as
// the SMSC's record of unanswered requests shows, answers in another order, a rate, refusals and a full queue among them, and
// a connection that is lost with a window under way.
//
//   node load.mjs --profile NAME --clickatell PROGRAM
//
// Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import smpp from 'smpp';
import { fail, isClickatell, step, total } from './peer.mjs';
import { Smsc, holding, send, sendTo } from './smsc.mjs';

const TO = Array.from({ length: 6 }, (_, index) => `27999100040${index}`);
const words = TO.flatMap((to) => ['--to', to]);

async function main() {
  await Promise.all([windows(), rate(), busy(), lost()]);
  step(`PDUs agree: ${pdus}`);
}

/** The SMSC answers only when the window is full, and the last first: each answer finds its message all the same. */
async function windows() {
  for (const [window, count] of [[1, 2], [10, 20], [100, 100]]) {
    const holds = holding(window);
    const { lines, status, smsc } = await send(holds, ...words, '--count', `${count}`, '--window', `${window}`, 'Load');
    const summary = lines.pop();
    const messages = count * TO.length;
    assert.equal(status, 0);
    assert.equal(holds.largest, window, 'the most requests that were unanswered');
    const { seconds, per_second, ...counts } = summary;
    assert.deepEqual(counts, { messages, accepted: messages, refused: 0, unknown: 0, not_sent: 0 });
    assert.ok(seconds > 0 && per_second > 0);
    assert.equal(new Set(lines.map((it) => it.id)).size, messages, 'ids');
    assert.ok(lines.every(({ id, to }) => id.startsWith(`id-${to}-`)), 'each answer with its message');
    for (const to of TO) assert.equal(smsc.received('submit_sm').filter((pdu) => pdu.destination_addr === to).length, count);
    compareCounts(smsc, messages);
    step(`a window of ${window}, reached: ${messages} messages, ${Math.round(per_second)} a second`);
  }
}

/** At most so many a second, evenly. */
async function rate() {
  const { lines, status, smsc } = await send({}, ...words, '--count', '5', '--window', '30', '--rate', '20', 'Load');
  const { accepted, seconds } = lines.pop();
  assert.deepEqual([accepted, status], [30, 0]);
  assert.ok(seconds >= 29 / 20, `30 messages within ${seconds} s`);
  compareCounts(smsc, 30);
  step(`at most 20 a second: 30 messages within ${seconds.toFixed(2)} s`);
}

/** One number is refused, and once there is no room: what was refused for that comes again, and all have their outcome. */
async function busy() {
  let full = 0;
  const answers = {
    submit_sm(session, pdu) {
      full += 1;
      const refused = pdu.destination_addr === TO[0] ? smpp.errors.ESME_RINVDSTADR : 0;
      const command_status = full === 4 ? smpp.errors.ESME_RTHROTTLED : refused;
      session.send(pdu.response({ command_status, message_id: `node-${full}` }));
    },
  };
  const { lines, status, smsc } = await send(answers, ...words, '--count', '3', '--window', '4', 'Load');
  const { accepted, refused, messages } = lines.pop();
  assert.deepEqual([accepted, refused, messages, status], [15, 3, 18, 1]);
  assert.deepEqual(lines.filter((it) => it.error).map((it) => it.to), [TO[0], TO[0], TO[0]]);
  compareCounts(smsc, 19);
  step('refusals of one number, and one for want of room, which comes again');
}

/** The connection is lost with a window under way: those are unknown and come no second time, and the rest goes out later. */
async function lost() {
  const window = 3;
  const numbers = Array.from({ length: 9 }, (_, index) => `27999100041${index}`);
  let held = 0;
  const answers = {
    submit_sm(session, pdu) {
      if (smsc.bound.kept.length > 1) return smsc.submit_sm(session, pdu);
      held += 1;
      if (held === window) session.socket.resetAndDestroy();
      return undefined;
    },
  };
  const smsc = await new Smsc(answers).listen();
  const begun = Date.now();
  const many = numbers.flatMap((to) => ['--to', to]);
  const { lines, complaints, status } = await sendTo(smsc.address, 90_000, ...many, '--window', `${window}`, 'Load');
  smsc.close();
  const { accepted, unknown, messages } = lines.pop();
  assert.deepEqual([accepted, unknown, messages, status], [6, window, 9, 1]);
  assert.deepEqual(lines.filter((it) => it.unknown).map((it) => it.to).sort(), numbers.slice(0, window));
  const came = smsc.received('submit_sm').map((pdu) => pdu.destination_addr);
  assert.deepEqual(came.sort(), numbers, 'each once');
  assert.match(complaints, /the connection was closed/);
  assert.equal(smsc.bound.kept.length, 2, 'binds');
  const seconds = (Date.now() - begun) / 1_000;
  const [earliest, latest] = isClickatell ? [30, 60] : [5, 15];
  assert.ok(seconds > earliest - 1 && seconds < latest + 5, `back after ${seconds} s`);
  step(`lost with ${window} under way: unknown, and no second time; the rest after ${seconds.toFixed(1)} s`);
}

function compareCounts({ counted }, submitted) {
  const sent = { bind_transmitter_resp: 1, submit_sm_resp: submitted, unbind_resp: 1 };
  assert.deepEqual(counted, { sent, received: { bind_transmitter: 1, submit_sm: submitted, unbind: 1 } }, 'PDUs');
  pdus += total(counted.received) + total(counted.sent);
}

let pdus = 0;

main().then(() => process.exit(0)).catch(fail);
