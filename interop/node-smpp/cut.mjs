// One run of node-smpp against the gateway over a connection that is cut four times: in the middle of a submit_sm, before a
// submit_sm_resp, in the middle of a deliver_sm, before a deliver_sm_resp. `interop/run` tells the relay so.
//
//   node cut.mjs --smpp RELAY --http HOST:PORT --user U --password P --system-type T --profile NAME
//
// The gateway has a virtual clock, so that receipts come when all is submitted. Exit status 1 with the first step that did
// not give what it should.

import assert from 'node:assert/strict';
import { connect, control, counted, credentials, fail, once, pause, request, step, total } from './peer.mjs';

const HANDSET = '279991000901';
const TEXTS = ['one', 'two, cut in the middle', 'three, its answer lost', 'four', 'five'];
/** How many connections are cut. */
const CUTS = 4;

/** The receipts that came whole, by the message's id, and how often each came. */
const receipts = {};
let connections = 0;

async function main() {
  let session = await bound();
  const ids = [];
  const found = [];
  const again = [];
  for (const text of TEXTS) {
    let id = await submit(session, text);
    while (id === undefined) {
      session = await bound();
      // Whether it was taken only the record can say.
      const record = await control('GET', `/gateway/messages?${new URLSearchParams({ text })}`);
      (record.length > 0 ? found : again).push(text);
      id = record.length > 0 ? record[0].id : await submit(session, text);
    }
    ids.push(id);
  }
  assert.deepEqual([again, found], [[TEXTS[1]], [TEXTS[2]]], 'what was not taken, and what was');
  step('cut in the middle of a submit_sm: not taken. Cut before its answer: taken');

  await control('POST', '/gateway/clock', { advance: '2s' });
  while (Object.keys(receipts).length < TEXTS.length) {
    if (session.socket.destroyed) session = await bound();
    else await Promise.race([once(session, 'deliver_sm'), once(session, 'close')]);
  }
  // The one whose answer was lost may be on its way once more, and nothing else.
  assert.equal((await request(session, 'enquire_link')).command, 'enquire_link_resp');
  assert.deepEqual(Object.keys(receipts).sort(), [...ids].sort(), 'receipts');
  assert.deepEqual(Object.values(receipts).sort(), [1, 1, 1, 1, 2], 'how often each receipt came');
  step('cut in the middle of a deliver_sm: it came once. Cut before its answer: it came again');

  const closed = once(session, 'close');
  assert.equal((await request(session, 'unbind')).command, 'unbind_resp');
  await closed;
  assert.equal(connections, CUTS + 1, 'connections');
  await compare(ids);
}

/** Nothing is lost, and nothing is there twice. */
async function compare(ids) {
  const all = await control('GET', '/gateway/messages');
  assert.deepEqual(all.map((it) => [it.id, it.text]), ids.map((id, index) => [id, TEXTS[index]]), 'messages on record');
  const { messages } = await control('GET', `/gateway/handset/${HANDSET}`);
  assert.deepEqual(messages.map((it) => it.text).sort(), [...TEXTS].sort(), 'texts on the handset');
  // A cut takes a PDU from the end that it was meant for; of the half of one the gateway has seen the header.
  const { smpp: { pdus } } = await control('GET', '/gateway/state');
  const { sent, received } = counted;
  assert.deepEqual(pdus.in, { ...sent, deliver_sm_resp: sent.deliver_sm_resp - 1 }, 'PDUs that the gateway received');
  const lost = { submit_sm_resp: received.submit_sm_resp + 1, deliver_sm: received.deliver_sm + 1 };
  assert.deepEqual(pdus.out, { ...received, ...lost }, 'PDUs that the gateway sent');
  step(`${all.length} messages, each once; PDUs agree but for the four: ${total(sent)} sent, ${total(received)} received`);
}

/** A session on a new connection. One who is back before the gateway has seen the old one end is refused. */
async function bound() {
  while ((await control('GET', '/gateway/state')).smpp.binds.length > 0) await pause(20);
  const session = await connect(true);
  connections += 1;
  session.on('deliver_sm', (pdu) => {
    receipts[pdu.receipted_message_id] = (receipts[pdu.receipted_message_id] ?? 0) + 1;
    session.send(pdu.response());
  });
  assert.equal((await request(session, 'bind_transceiver', credentials)).command_status, 0);
  return session;
}

/** The id of a message; none when the connection ends first. */
async function submit(session, short_message) {
  const fields = { source_addr: 'ACME', destination_addr: HANDSET, dest_addr_ton: 1, dest_addr_npi: 1 };
  const answer = await Promise.race([
    request(session, 'submit_sm', { ...fields, short_message, data_coding: 0, registered_delivery: 1 }),
    once(session, 'close').then(() => undefined),
  ]);
  assert.equal(answer?.command_status ?? 0, 0);
  return answer?.message_id;
}

main().then(() => process.exit(0)).catch(fail);
