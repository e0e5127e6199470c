// One run of node-smpp against the gateway: every request that it knows, in the sessions where it belongs and where it does
// not, and many at once.
//
//   node operations.mjs --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME
//
// Prints a line per step. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import smpp from 'smpp';
import {
  compareCounters, compareRefusals, connect, control, credentials, fail, isClickatell, listen, once, pause, refusals, refused, request, step,
} from './peer.mjs';

const MO_NUMBER = '447624803759';
const HANDSET = '279991000401';
/** The window of either profile. */
const WINDOW = 10;
/** More than the gateway takes on before it leaves the rest in the transport. */
const FLOOD = 250;
const { ESME_RINVCMDID, ESME_RINVBNDSTS, ESME_RINVDSTADR } = smpp.errors;

// As the gateway counts what it does not know.
smpp.addCommand('unknown', { id: 0x00000077 });

const accepted = [];

async function main() {
  await sessions();
  await notServed();
  await window();
  await flood();
  await oneDelivery();
  await versions();
  await compareMessages();
  await compareRefusals();
  await compareCounters();
}

/** A transmitter and a receiver side by side: each does its part, and is refused the other's. */
async function sessions() {
  const transmitter = await connect();
  const receiver = await connect();
  await bind(transmitter, 'bind_transmitter');
  await bind(receiver, 'bind_receiver');
  const inbox = listen(receiver);
  const id = await submit(transmitter, { short_message: 'by a transmitter', registered_delivery: 1 });
  const receipt = await inbox.take((pdu) => pdu.receipted_message_id === id, 'its receipt');
  assert.equal(receipt.message_state, smpp.consts.MESSAGE_STATE.DELIVERED);
  for (const [command, fields] of [['submit_sm', message('no')], ['query_sm', { message_id: id, source_addr: 'ACME' }]]) {
    await refused(receiver, command, fields, ESME_RINVBNDSTS, `${command} of a receiver`);
  }
  for (const session of [transmitter, receiver]) {
    assert.equal((await request(session, 'enquire_link')).command, 'enquire_link_resp');
    await unbind(session);
  }
  step('a transmitter submits, a receiver has the receipt');
}

/** What node-smpp can send besides: none of it is served, and the session goes on. */
async function notServed() {
  const session = await connect();
  await bind(session, 'bind_transceiver');
  const dest_address = [{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: HANDSET }, { dl_name: 'friends' }];
  const area = { broadcast_area_identifier: [{ format: 0, data: 'Cape Town' }], broadcast_content_type: { network: 1, content_type: 0 } };
  const cases = [
    ['submit_multi', { source_addr: 'ACME', dest_address, short_message: 'no', data_coding: 0 }],
    ['data_sm', { ...message(''), message_payload: 'no' }],
    ['cancel_sm', { message_id: '0'.repeat(32), source_addr: 'ACME' }],
    ['replace_sm', { message_id: '0'.repeat(32), source_addr: 'ACME', short_message: 'no' }],
    ['deliver_sm', message('no')],
    ['outbind', { system_id: 'peer', password: 'secret' }],
    ['alert_notification', { source_addr: HANDSET, esme_addr: MO_NUMBER }],
    ['broadcast_sm', { source_addr: 'ACME', data_coding: 0, ...area }],
    ['query_broadcast_sm', { message_id: '1', source_addr: 'ACME' }],
    ['cancel_broadcast_sm', { message_id: '1', source_addr: 'ACME' }],
    ['unknown', {}],
  ];
  for (const [command, fields] of cases) await refused(session, command, fields, ESME_RINVCMDID, command, 'generic_nack');
  // Answers to nothing are passed over.
  for (const command of ['submit_sm_resp', 'deliver_sm_resp', 'query_sm_resp', 'enquire_link_resp', 'unbind_resp', 'generic_nack']) {
    session.send(new smpp.PDU(command, { sequence_number: 77 }));
  }
  await submit(session, { short_message: 'still there' });
  await unbind(session);
  step(`${cases.length} requests that are not served, and answers to nothing: the session goes on`);
}

/** As many requests under way as a window has room for: each answer is that of its own request. */
async function window() {
  const session = await connect();
  await bind(session, 'bind_transceiver');
  const handsets = Array.from({ length: WINDOW }, (_, index) => `27999100050${index}`);
  const order = [];
  const answers = await Promise.all(handsets.map(async (to, index) => {
    // One in five goes nowhere.
    const destination_addr = index % 5 === 3 ? 'nowhere' : to;
    const answer = await request(session, 'submit_sm', { ...message(`to ${to}`), destination_addr });
    order.push(answer.sequence_number);
    return answer;
  }));
  assert.equal(new Set(order).size, WINDOW, 'answers');
  for (const [index, { command_status, message_id }] of answers.entries()) {
    if (index % 5 === 3) {
      assert.equal(command_status, ESME_RINVDSTADR, handsets[index]);
      refusals.push(command_status);
      continue;
    }
    assert.equal(command_status, 0, handsets[index]);
    const { to, text } = await control('GET', `/gateway/messages/${message_id}`);
    assert.deepEqual([to, text], [handsets[index], `to ${handsets[index]}`]);
    accepted.push(message_id);
  }
  await unbind(session);
  step(`${WINDOW} submit_sm under way: each answer is that of its own`);
}

/** Far more than that, in as few writes as the socket makes of them: all are answered. */
async function flood() {
  const session = await connect();
  await bind(session, 'bind_transceiver');
  const texts = Array.from({ length: FLOOD }, (_, index) => `flood ${index}`);
  const answers = await Promise.all(texts.map((short_message) => request(session, 'submit_sm', message(short_message))));
  assert.ok(answers.every((answer) => answer.command_status === 0), 'statuses');
  const ids = answers.map((answer) => answer.message_id);
  assert.equal(new Set(ids).size, FLOOD, 'ids');
  for (const index of [0, 100, FLOOD - 1]) {
    assert.equal((await control('GET', `/gateway/messages/${ids[index]}`)).text, texts[index]);
  }
  accepted.push(...ids);
  await unbind(session);
  step(`${FLOOD} submit_sm at once: each has an id of its own`);
}

/** What the gateway delivers it delivers one by one: the next when the last is answered. */
async function oneDelivery() {
  const session = await connect();
  const delivered = [];
  session.on('deliver_sm', (pdu) => delivered.push(pdu));
  await bind(session, 'bind_transceiver');
  const texts = ['first', 'second', 'third'];
  for (const text of texts) await control('POST', `/gateway/handset/${HANDSET}/mo`, { to: MO_NUMBER, text });
  for (const [index, text] of texts.entries()) {
    while (delivered.length <= index) await once(session, 'deliver_sm');
    await pause(150);
    assert.equal(delivered.length, index + 1, 'deliver_sm under way');
    assert.equal(delivered[index].short_message.message, text);
    session.send(delivered[index].response());
  }
  await unbind(session);
  step('three messages of a handset, one at a time');
}

/** A version is answered with the gateway's own; one that knows no optional parameters with none, and gets none. */
async function versions() {
  const transmitter = await connect();
  await bind(transmitter, 'bind_transmitter');
  for (const [interface_version, said] of [[0x33, undefined], [0x34, 0x34], [0x50, 0x34]]) {
    const receiver = await connect();
    const inbox = listen(receiver);
    const bound = await request(receiver, 'bind_receiver', { ...credentials, interface_version });
    assert.deepEqual([bound.command_status, bound.sc_interface_version], [0, said], `version ${interface_version}`);
    const id = await submit(transmitter, { short_message: `to version ${interface_version}`, registered_delivery: 1 });
    const receipt = await inbox.take((pdu) => pdu.short_message.message.startsWith(`id:${id} `), 'a receipt');
    const wanted = said && [id, smpp.consts.MESSAGE_STATE.DELIVERED];
    assert.deepEqual([receipt.receipted_message_id, receipt.message_state], wanted ?? [undefined, undefined]);
    await unbind(receiver);
  }
  await unbind(transmitter);
  if (isClickatell) {
    const old = await connect();
    assert.equal((await request(old, 'bind_transmitter', { ...credentials, interface_version: 0x33 })).command_status, 0);
    await submit(old, { short_message: 'from version 3.3' });
    await unbind(old);
  }
  step('receipts in 3.3, 3.4 and 5.0');
}

/** Nothing but what was accepted is on record. */
async function compareMessages() {
  const all = await control('GET', '/gateway/messages?limit=1000');
  assert.deepEqual(all.map((it) => it.id).sort(), accepted.sort());
  step(`${all.length} messages are on record, and nothing that was refused`);
}

async function submit(session, fields) {
  const answer = await request(session, 'submit_sm', { ...message(''), ...fields });
  assert.equal(answer.command_status, 0, 'submit_sm');
  accepted.push(answer.message_id);
  return answer.message_id;
}

async function bind(session, command) {
  const bound = await request(session, command, credentials);
  assert.deepEqual([bound.command, bound.command_status], [`${command}_resp`, 0]);
}

async function unbind(session) {
  const closed = once(session, 'close');
  assert.equal((await request(session, 'unbind')).command, 'unbind_resp');
  await closed;
}

function message(short_message) {
  return { source_addr: 'ACME', destination_addr: HANDSET, dest_addr_ton: 1, dest_addr_npi: 1, short_message, data_coding: 0 };
}

main().catch(fail);
