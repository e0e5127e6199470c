// One run of npm's soap against a SOAP service of the gateway, with nothing but the service's own description.
//
//   node session.mjs --http HOST:PORT --path PATH --user U --password P --api-id N
//
// The gateway has a virtual clock, and serves no number that begins with 999. Prints a line for each step. Exit status 1 with
// the first step that did not give what it should.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import soap from 'soap';

const { version } = createRequire(import.meta.url)('soap/package.json');
const { values: args } = parseArgs({
  options: Object.fromEntries(['http', 'path', 'user', 'password', 'api-id'].map((name) => [name, { type: 'string' }])),
});
const url = `http://${args.http}${args.path}`;
const isRpc = !args.path.includes('document_literal');
/** What the services spell differently. */
const names = {
  climsgid: isRpc && !args.path.includes('rpc_encoded') ? 'cliMsgId' : 'climsgid',
  coverage: isRpc ? 'routeCoverage' : 'routecoverage',
};

const FIRST = '27999112345';
const SECOND = '27999112346';
const BAD = '+27';
const LONG_TEXT = 'A long text, for a message of several parts. '.repeat(5);
const GSM_TEXT = 'Grüße für 5€: [ñ] <&> "\'';
const UNICODE_TEXT = 'Привет, мир ☃';
const PUSH_URL = 'http://example.com/a?b=1&c=<d>';
const ID = '[0-9a-f]{32}';
const NO_DESTINATION = `ERR: 105, Invalid destination address To: ${BAD}`;

/** What this side sent and received, by operation: to be compared with what the gateway counted. */
const counted = { sent: {}, received: {} };

const client = await soap.createClientAsync(`${url}?wsdl`);

async function main() {
  const [port] = Object.values(Object.values(client.describe())[0]);
  assert.equal(Object.keys(port).length, 15, 'operations of the description');
  step(`npm soap ${version}, ${args.path}: 15 operations from the description alone`);

  const session = await openSession();
  const records = [
    ...(await several(session)),
    ...(await texts(session)),
    ...(await batch(session)),
    ...(await deferred(session)),
    ...(await pushes(session)),
  ];
  await fault();
  await expired(session);

  const messages = await control('messages');
  assert.deepEqual(messages.map((it) => it.id).sort(), records.sort(), 'messages on record');
  const refusals = (await control('refusals')).map((it) => it.status);
  assert.deepEqual(refusals, [105, 105, 201, 105, 101, 101, 500, 3], 'refusals on record');
  step(`${records.length} messages are on record, and ${refusals.length} refusals`);
  await compareCalls();
}

async function openSession() {
  const opened = await one('auth', { api_id: Number(args['api-id']), user: args.user, password: args.password });
  assert.match(opened, new RegExp(`^OK: ${ID}$`), 'auth');
  const session = { session_id: opened.slice('OK: '.length) };
  assert.equal(await one('ping', session), 'OK:', 'ping');
  step('auth and ping');
  return session;
}

/** Three destinations, of which one is bad; what is undefined is not sent. */
async function several(session) {
  const unset = { deliv_time: undefined, max_credits: undefined, validity: undefined, udh: undefined };
  const asked = { to: [FIRST, BAD, SECOND], text: LONG_TEXT, from: 'ACME', concat: 2, [names.climsgid]: 'node1' };
  const sent = await many('sendmsg', { ...session, ...asked, ...unset });
  assert.equal(sent.length, 3, 'replies for three destinations');
  assert.equal(sent[1], NO_DESTINATION, 'the bad destination');
  const ids = [named(sent[0], FIRST), named(sent[2], SECOND)];
  assert.deepEqual(await many('querymsg', { ...session, apimsgid: ids[0] }), [`ID: ${ids[0]} Status: 008`], 'querymsg at once');
  await advance('2s');
  for (const [index, to] of [FIRST, SECOND].entries()) {
    const id = ids[index];
    assert.deepEqual(await many('querymsg', { ...session, apimsgid: id }), [`ID: ${id} Status: 004`], 'querymsg');
    await compare(id, { to, from: 'ACME', text: LONG_TEXT, parts: 2, climsgid: 'node1' });
    assert.deepEqual(await shown(to), [['ACME', LONG_TEXT]], `what ${to} shows`);
  }
  const newest = await many('querymsg', { ...session, climsgid: 'node1' });
  assert.deepEqual(newest, [`ID: ${ids[1]} Status: 004`], 'the newest of its climsgid');
  assert.equal(await one('getbalance', session), 'Credit: 998.666667', 'getbalance');
  step('sendmsg to three numbers, querymsg, getbalance');
  const covered = await one(names.coverage, { ...session, msisdn: FIRST });
  assert.match(covered, /^OK: This prefix is currently supported\. .* Charge: 0\.333333$/);
  const uncovered = await one(names.coverage, { ...session, msisdn: '999123' });
  assert.match(uncovered, /^ERR: This prefix is not currently supported\./);
  step('routecoverage of a number that is served, and of one that is not');
  return ids;
}

/** Characters beyond ASCII; and a stub that sends zero and nothing for everything that it was not told. */
async function texts(session) {
  const zeros = ['api_id', 'concat', 'msg_callback', 'deliv_ack', 'deliv_time', 'max_credits', 'req_feat', 'queue', 'escalate', 'mo', 'unicode', 'validity'];
  const empty = ['user', 'password', 'from', names.climsgid, 'msg_type', 'udh', 'data'];
  const typed = { ...Object.fromEntries(zeros.map((name) => [name, 0])), ...Object.fromEntries(empty.map((name) => [name, ''])) };
  const sent = await many('sendmsg', { ...typed, ...session, to: [FIRST], text: GSM_TEXT });
  assert.equal(sent.length, 1, 'replies for one destination');
  const gsm = alone(sent[0]);
  const digits = Buffer.from(UNICODE_TEXT, 'utf16le').swap16().toString('hex');
  const unicode = alone((await many('sendmsg', { ...session, to: [SECOND], text: digits, from: 'ACME', unicode: 1 }))[0]);
  await advance('2s');
  await compare(gsm, { to: FIRST, from: '447624803759', text: GSM_TEXT, parts: 1 });
  await compare(unicode, { to: SECOND, from: 'ACME', text: UNICODE_TEXT, parts: 1 });
  assert.deepEqual((await shown(FIRST)).at(-1), ['447624803759', GSM_TEXT], 'the GSM text on the handset');
  assert.deepEqual((await shown(SECOND)).at(-1), ['ACME', UNICODE_TEXT], 'the Unicode text on the handset');
  step('texts beyond ASCII, zeros and nothing taken for unset');
  return [gsm, unicode];
}

async function batch(session) {
  const started = await many('startbatch', { ...session, template: 'Hi #field1#, at #field2#', from: 'ACME' });
  const batch = { ...session, batch_id: alone(started[0]) };
  const item = alone((await many('senditem', { ...batch, to: [FIRST], field1: 'Zoë', field2: '10:30' }))[0]);
  const quick = await many('quicksend', { ...batch, to: [SECOND, BAD] });
  assert.equal(quick[1], NO_DESTINATION, 'the bad destination of quicksend');
  const plain = named(quick[0], SECOND);
  assert.deepEqual(await many('endbatch', batch), ['OK'], 'endbatch');
  const late = await many('senditem', { ...batch, to: [FIRST], field1: 'late' });
  assert.deepEqual(late, ['ERR: 201, Invalid batch ID'], 'senditem after the end');
  await advance('2s');
  await compare(item, { to: FIRST, from: 'ACME', text: 'Hi Zoë, at 10:30', parts: 1 });
  await compare(plain, { to: SECOND, from: 'ACME', text: 'Hi , at ', parts: 1 });
  assert.equal(await one('getbalance', session), 'Credit: 997.333333', 'getbalance after the batch');
  step('startbatch, senditem, quicksend, endbatch');
  return [item, plain];
}

async function deferred(session) {
  const id = alone((await many('sendmsg', { ...session, to: [FIRST], text: 'Later', deliv_time: 60, from: 'ACME' }))[0]);
  assert.equal(await one('getbalance', session), 'Credit: 997.0', 'getbalance while it waits');
  assert.deepEqual(await many('delmsg', { ...session, apimsgid: id }), [`ID: ${id} Status: 006`], 'delmsg');
  assert.equal(await one('getbalance', session), 'Credit: 997.333333', 'getbalance after the refund');
  const { history } = await control(`messages/${id}`);
  assert.deepEqual(history.map((it) => it.status), [8, 11, 6], 'history of the deleted message');
  step('delmsg of a deferred message');
  return [id];
}

/** A link and the notice of a multimedia message, what the latter costs, and a voucher that is none. */
async function pushes(session) {
  const times = { si_created: '2011-04-20T10:30:00Z', si_expires: '2011-05-20T10:30:00Z' };
  const offered = { si_id: 'node1', si_url: PUSH_URL, si_text: 'Link ☃', si_action: 'signal-high', ...times };
  const link = await many('si_push', { ...session, to: [FIRST, BAD], ...offered, from: 'ACME' });
  assert.equal(link[1], NO_DESTINATION, 'the bad destination of si_push');
  const mms = { mms_subject: 'Zoë', mms_expire: '86400', mms_from: FIRST, mms_url: PUSH_URL };
  const asked = { ...session, to: [SECOND], ...mms, from: 'ACME' };
  const notice = await many('ind_push', { ...asked, mms_class: '80' });
  assert.equal(notice.length, 1, 'replies of ind_push');
  const ids = [named(link[0], FIRST), named(notice[0], SECOND)];
  const invalid = ['ERR: 101, Invalid or missing parameters'];
  assert.deepEqual(await many('ind_push', { ...asked, mms_class: '99' }), invalid, 'ind_push of no class');
  await advance('2s');
  for (const [id, to, text] of [[ids[0], FIRST, 'Link ☃'], [ids[1], SECOND, 'Zoë']]) {
    await compare(id, { to, from: 'ACME', text: null, hex: Buffer.from(`${text} ${PUSH_URL}`).toString('hex'), parts: 1 });
  }
  const charge = await many('getmsgcharge', { ...session, apimsgid: ids[1] });
  assert.deepEqual(charge, [`apiMsgId: ${ids[1]} charge: 0.333333 status: 004`], 'getmsgcharge');
  assert.deepEqual(await many('token_pay', { ...session, token: 'none' }), invalid, 'token_pay');
  assert.equal(await one('getbalance', session), 'Credit: 996.666667', 'getbalance after the pushes');
  step('si_push, ind_push, getmsgcharge, token_pay');
  return ids;
}

/** Renames an operation on its way out. */
async function fault() {
  const postProcess = (xml) => xml.replaceAll('tns:ping>', 'tns:nosuch>');
  const error = await client.pingAsync({ session_id: '0'.repeat(32) }, { postProcess }).then(
    (answer) => assert.fail(`an unknown operation was answered with ${answer[1]}`),
    (error) => error,
  );
  assert.equal(error.response?.status, 500, `status of a fault: ${error}`);
  const { faultcode, faultstring } = error.root.Envelope.Body.Fault;
  assert.equal(text(faultcode), 'SOAP-ENV:Client', 'faultcode');
  assert.equal(text(faultstring), 'unsupported operation', 'faultstring');
  step('an unknown operation is a fault');
}

/** A session lives for 15 minutes from its last call. */
async function expired(session) {
  await advance('14m');
  assert.equal(await one('ping', session), 'OK:', 'ping after 14 minutes');
  await advance('15m');
  assert.equal(await one('getbalance', session), 'ERR: 003, Session ID expired', 'after 15 minutes');
  await advance('1h');
  assert.ok((await shown(FIRST)).every(([, text]) => text !== 'Later'), 'the deleted message was delivered');
  step('the session expired after 15 minutes');
}

/** Both ends counted the same calls. */
async function compareCalls() {
  const { calls } = (await control('state')).soap;
  assert.deepEqual(calls.in, { ...counted.sent, wsdl: 1, refused: 1 }, 'calls that the peer sent');
  assert.deepEqual(calls.out, { ...counted.received, wsdl: 1, refused: 1 }, 'calls that the gateway answered');
  step(`calls agree: ${Object.values(counted.sent).reduce((sum, count) => sum + count)} sent and answered`);
}

/** What an operation returns that returns one text. */
async function one(operation, parameters) {
  const returned = await call(operation, parameters);
  assert.ok(!Array.isArray(returned), `${operation} returned several`);
  return text(returned);
}

/** What an operation returns that may return several texts: items of an array, or repeated elements. */
async function many(operation, parameters) {
  const returned = await call(operation, parameters);
  return [(isRpc && returned.item) || returned].flat().map(text);
}

async function call(operation, parameters) {
  // The gateway counts it under the name that the other services have for it.
  const name = operation === 'routecoverage' ? 'routeCoverage' : operation;
  counted.sent[name] = (counted.sent[name] ?? 0) + 1;
  const [{ return: returned }] = await client[`${operation}Async`](parameters);
  counted.received[name] = (counted.received[name] ?? 0) + 1;
  return returned;
}

/** The library gives the text of an element with attributes beside them. */
function text(value) {
  return value.$value ?? value;
}

/** The id in the reply of a single destination. */
function alone(reply) {
  assert.match(reply, new RegExp(`^ID: ${ID}$`));
  return reply.slice('ID: '.length);
}

/** The id in the reply of one destination of several. */
function named(reply, to) {
  assert.match(reply, new RegExp(`^ID: ${ID} To: ${to}$`));
  return reply.split(' ')[1];
}

/** The gateway's record is what was sent, and it was delivered. */
async function compare(id, wanted) {
  const record = await control(`messages/${id}`);
  const all = { id, door: 'soap', ...wanted };
  assert.deepEqual(Object.fromEntries(Object.keys(all).map((key) => [key, record[key]])), all, 'record');
  assert.deepEqual(record.history.map((it) => it.status), [8, 3, 4], `history of ${id}`);
}

/** Sender and text of what a handset shows. */
async function shown(msisdn) {
  return (await control(`handset/${msisdn}`)).messages.map((it) => [it.from, it.text]);
}

function advance(span) {
  return control('clock', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: span }) });
}

async function control(path, options) {
  const response = await fetch(`http://${args.http}/gateway/${path}`, options);
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

function step(text) {
  console.log(`  ${text}`);
}

try {
  await main();
} catch (error) {
  console.error(`npm soap: ${error.message ?? error}`);
  process.exit(1);
}
