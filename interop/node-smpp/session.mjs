// One run of node-smpp against the gateway: a session that works, then everything it can be made to do wrong.
//
//   node session.mjs --smpp HOST:PORT --http HOST:PORT --user U --password P --system-type T --profile NAME
//
// Prints a line per step. Exit status 1 with the first step that did not give what it should.

import assert from 'node:assert/strict';
import smpp from 'smpp';
import {
  close, compareCounters, compareRefusals, connect, control, credentials, fail, isClickatell, listen, once, refused, request, step,
} from './peer.mjs';

const MO_NUMBER = '447624803759';
const HANDSET = '279991000101';
const GSM_TEXT = 'Price: 5€ [ok] {~}';
const UCS2_TEXT = 'Привет, мир ☃';
const PLAIN_TEXT = 'Plain text, its coding left to the library';
const LONG_TEXT = 'A long text, split by the gateway. '.repeat(9);

async function main() {
  const session = await connect();
  const inbox = listen(session);

  const bound = await request(session, 'bind_transceiver', credentials);
  assert.equal(bound.command_status, 0, 'bind_transceiver');
  assert.equal(bound.sc_interface_version, 0x34, 'sc_interface_version');
  step(`bound to ${bound.system_id}`);

  const submitted = [
    await submit(session, { source_addr: 'ACME', short_message: GSM_TEXT, data_coding: 0 }, GSM_TEXT),
    await submit(session, { source_addr: MO_NUMBER, short_message: UCS2_TEXT, data_coding: 8 }, UCS2_TEXT),
    await submit(session, { source_addr: 'ACME', short_message: PLAIN_TEXT }, PLAIN_TEXT),
    await submit(session, { source_addr: 'ACME', message_payload: LONG_TEXT, data_coding: 0 }, LONG_TEXT),
  ];
  for (const message of submitted) await receipt(inbox, message);
  for (const message of submitted) await query(session, message);

  await mobileOriginated(inbox);

  const alive = await request(session, 'enquire_link');
  assert.equal(alive.command, 'enquire_link_resp');
  assert.equal(alive.command_status, 0, 'enquire_link');
  step('enquire_link answered');

  await refused(session, 'bind_transceiver', credentials, smpp.errors.ESME_RALYBND, 'second bind on one connection');
  await refusedMessages(session);

  const closed = once(session, 'close');
  const unbound = await request(session, 'unbind');
  assert.equal(unbound.command, 'unbind_resp');
  assert.equal(unbound.command_status, 0, 'unbind');
  await closed;
  step('unbound, and the gateway closed the connection');

  await refusedBinds();
  await compareMessages(submitted);
  await compareRefusals();
  await compareCounters();
}

/** Submits, and returns what is needed to recognise the message later. */
async function submit(session, fields, text) {
  const pdu = { destination_addr: HANDSET, dest_addr_ton: 1, dest_addr_npi: 1, registered_delivery: 1, ...fields };
  const accepted = await request(session, 'submit_sm', pdu);
  assert.equal(accepted.command_status, 0, `submit_sm of ${JSON.stringify(text)}`);
  assert.match(accepted.message_id, /^[0-9a-f]{32}$/);
  step(`submitted as ${accepted.message_id}`);
  return { id: accepted.message_id, from: fields.source_addr, to: HANDSET, text };
}

/** Waits for the receipt of a message, and reads it by its TLVs and by its text. */
async function receipt(inbox, message) {
  const pdu = await inbox.take((it) => it.receipted_message_id === message.id, `receipt of ${message.id}`);
  assert.equal(pdu.esm_class & 0x3c, 0x04, 'esm_class of a receipt');
  assert.equal(pdu.message_state, smpp.consts.MESSAGE_STATE.DELIVERED);
  assert.equal(pdu.source_addr, message.to);
  assert.equal(pdu.destination_addr, message.from);
  const form = /^id:(\S+) sub:(\d{3}) dlvrd:(\d{3}) submit date:(\d{10,12}) done date:(\d{10,12}) stat:(\w{7}) err:(\d{3}) text:/i;
  const [, id, sub, delivered, , , stat, err] = form.exec(pdu.short_message.message) ?? [];
  assert.deepEqual({ id, sub, delivered, stat, err }, { id: message.id, sub: '001', delivered: '001', stat: 'DELIVRD', err: '004' });
  step(`receipt of ${message.id}: ${stat}`);
}

/** Asks for the state of a message that has its receipt. */
async function query(session, message) {
  const state = await request(session, 'query_sm', { message_id: message.id, source_addr: message.from });
  assert.equal(state.command_status, 0, 'query_sm');
  assert.equal(state.message_id, message.id);
  assert.equal(state.message_state, smpp.consts.MESSAGE_STATE.DELIVERED);
  assert.equal(state.error_code, 4);
  assert.ok(state.final_date instanceof Date, 'final_date is a date');
  step(`query_sm of ${message.id}: delivered ${state.final_date.toISOString()}`);
}

/** Has the handset send two messages, one for each alphabet. */
async function mobileOriginated(inbox) {
  for (const [text, data_coding] of [['Yes, 5€ please', 0], ['Да ☃', 8]]) {
    await control('POST', `/gateway/handset/${HANDSET}/mo`, { to: MO_NUMBER, text });
    const pdu = await inbox.take((it) => it.esm_class === 0 && it.short_message.message === text, `MO ${text}`);
    assert.equal(pdu.data_coding, data_coding);
    assert.equal(pdu.source_addr, HANDSET);
    assert.equal(pdu.destination_addr, MO_NUMBER);
    step(`MO received: ${text}`);
  }
}

/** What every SMSC refuses, then what this gateway does: the standard profile knows few rules for single values. */
async function refusedMessages(session) {
  const message = { source_addr: 'ACME', destination_addr: HANDSET, short_message: 'no' };
  const bothBodies = isClickatell ? 'ESME_RTLVNOTALLWD' : 'ESME_RINVMSGLEN';
  await refused(session, 'submit_sm', { ...message, message_payload: 'no' }, smpp.errors[bothBodies], 'both bodies');
  await refused(session, 'query_sm', { message_id: 'zzz', source_addr: 'ACME' }, smpp.errors.ESME_RINVMSGID, 'unknown message_id');
  if (!isClickatell) return;

  const cases = [
    [{ short_message: '' }, 'ESME_RINVMSGLEN', 'no body'],
    [{ destination_addr: '+279991000101' }, 'ESME_RINVDSTADR', 'destination with a plus sign'],
    [{ source_addr: '12345678901234567' }, 'ESME_RINVSRCADR', 'source of 17 digits'],
    [{ registered_delivery: 3 }, 'ESME_RINVREGDLVFLG', 'reserved registered_delivery'],
    [{ esm_class: 4 }, 'ESME_RINVESMCLASS', 'receipt type on a submit_sm'],
    [{ schedule_delivery_time: 'not a valid time' }, 'ESME_RINVSCHED', 'schedule_delivery_time'],
    [{ validity_period: 'not a valid time' }, 'ESME_RINVEXPIRY', 'validity_period'],
  ];
  for (const [change, status, what] of cases) {
    await refused(session, 'submit_sm', { ...message, ...change }, smpp.errors[status], what);
  }
}

/** Each on a connection of its own. A good bind comes last: the failures before it must not count against it. */
async function refusedBinds() {
  const cases = [
    ['submit_sm', { source_addr: 'ACME', destination_addr: HANDSET, short_message: 'no' }, 'ESME_RINVBNDSTS', 'submit_sm before bind'],
    ['bind_transceiver', { ...credentials, password: 'wrong' }, 'ESME_RINVPASWD', 'wrong password'],
    ['bind_transceiver', { ...credentials, system_id: 'nobody' }, 'ESME_RINVSYSID', 'unknown user'],
    ['bind_transceiver', { ...credentials, system_type: '9999999' }, 'ESME_RINVSYSTYP', 'wrong system_type'],
  ];
  for (const [command, fields, status, what] of cases) {
    const session = await connect();
    await refused(session, command, fields, smpp.errors[status], what);
    await close(session);
  }
  const session = await connect();
  const bound = await request(session, 'bind_transceiver', credentials);
  assert.equal(bound.command_status, 0, 'right after wrong');
  await close(session);
  step('right after wrong: bound');
}

/** The gateway's record of each message, and what the handset shows, is what was sent. */
async function compareMessages(submitted) {
  for (const message of submitted) {
    const record = await control('GET', `/gateway/messages/${message.id}`);
    assert.deepEqual({ id: record.id, from: record.from, to: record.to, text: record.text }, message);
    assert.deepEqual(record.history.map((it) => it.status), [8, 3, 4]);
  }
  const all = await control('GET', `/gateway/messages?to=${HANDSET}`);
  assert.deepEqual(all.map((it) => it.id).sort(), submitted.map((it) => it.id).sort(), 'nothing refused is on record');
  const { messages } = await control('GET', `/gateway/handset/${HANDSET}`);
  assert.deepEqual(messages.map((it) => it.text).sort(), submitted.map((it) => it.text).sort(), 'texts on the handset');
  step(`${submitted.length} messages are on record and on the handset as they were sent, and nothing else`);
}

main().catch(fail);
