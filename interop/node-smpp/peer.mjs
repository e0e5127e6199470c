// What the runs of node-smpp have in common: the command line, sessions that are counted, and waits that end.

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import smpp from 'smpp';

const names = ['smpp', 'http', 'user', 'password', 'system-type', 'profile', 'clickatell', 'mode', 'relay'];
export const { values: args } = parseArgs({
  options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});
export const credentials = { system_id: args.user, password: args.password, system_type: args['system-type'] };
export const isClickatell = args.profile === 'clickatell';

const PATIENCE_MS = 15_000;

/** What this side sent and received, by command: to be compared with what the gateway counted. */
export const counted = { sent: {}, received: {} };
/** The status of each refusal, in order: to be compared with what the gateway noted. */
export const refusals = [];

/** A connection whose PDUs are counted. It may end at any time where `fragile` says so. */
export async function connect(fragile = false) {
  const [host, port] = args.smpp.split(':');
  const session = smpp.connect({ host, port: Number(port) });
  session.on('error', fragile ? () => {} : fail);
  count(session, counted);
  await once(session, 'connect');
  return session;
}

/** Counts the PDUs of a session, by command and direction. */
export function count(session, { sent, received }) {
  session.on('send', (pdu) => add(sent, pdu.command));
  session.on('pdu', (pdu) => add(received, pdu.command));
}

function add(side, command) {
  side[command] = (side[command] ?? 0) + 1;
}

export function total(side) {
  return Object.values(side).reduce((sum, n) => sum + n, 0);
}

/** Acknowledges every deliver_sm and keeps it until somebody takes it. */
export function listen(session) {
  const inbox = queue();
  session.on('deliver_sm', (pdu) => {
    session.send(pdu.response());
    inbox.push(pdu);
  });
  return inbox;
}

/** Things that come, in their order, for whoever waits for one of them. */
export function queue() {
  const kept = [];
  const waiting = [];
  const take = async (wanted) => {
    for (;;) {
      const index = kept.findIndex(wanted);
      if (index >= 0) return kept.splice(index, 1)[0];
      await new Promise((resolve) => { waiting.push(resolve); });
    }
  };
  return {
    kept,
    push: (it) => {
      kept.push(it);
      for (const wake of waiting.splice(0)) wake();
    },
    take: (wanted, what, patience) => within(take(wanted), what, patience),
  };
}

export function request(session, command, fields = {}) {
  return within(new Promise((resolve) => { session[command](fields, resolve); }), `answer to ${command}`);
}

/** A request that is refused: with this status, by its own response unless another is named. */
export async function refused(session, command, fields, status, what, response = `${command}_resp`) {
  const answer = await request(session, command, fields);
  assert.equal(answer.command, response, what);
  assert.equal(answer.command_status, status, what);
  refusals.push(status);
  step(`${what}: 0x${status.toString(16).toUpperCase().padStart(8, '0')}`);
}

export async function control(method, path, body) {
  const response = await fetch(`http://${args.http}${path}`, {
    method,
    headers: body && { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${response.ok ? '' : await response.text()}`);
  return response.json();
}

export async function close(session) {
  const closed = once(session, 'close');
  session.close();
  await closed;
}

export function once(emitter, event, patience) {
  return within(new Promise((resolve) => { emitter.once(event, resolve); }), event, patience);
}

export function within(promise, what, patience = PATIENCE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${patience} ms`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function pause(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** The gateway noted each refusal that the peer was given, in the same order. */
export async function compareRefusals() {
  const noted = await control('GET', '/gateway/refusals');
  assert.deepEqual(noted.map((it) => it.status), refusals, 'refusals');
  step(`${refusals.length} refusals are on record`);
}

/** Both ends counted the same PDUs. */
export async function compareCounters() {
  const { smpp: { pdus } } = await control('GET', '/gateway/state');
  assert.deepEqual(pdus.in, counted.sent, 'sent by the peer, received by the gateway');
  assert.deepEqual(pdus.out, counted.received, 'sent by the gateway, received by the peer');
  step(`PDUs agree: ${total(counted.sent)} sent, ${total(counted.received)} received`);
}

export function step(text) {
  console.log(`  ${text}`);
}

export function fail(error) {
  console.error(`node-smpp: ${error.stack ?? error}`);
  process.exit(1);
}
