// node-smpp as an SMSC, and the program as its client.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import smpp from 'smpp';
import { args, count, fail, once, queue, within } from './peer.mjs';

/** What `clickatell send` and `receive` bind with unless they are told otherwise. */
const BIND = { system_id: 'demo', password: 'demo1234', system_type: '3000001', interface_version: 0x34, address_range: '' };

/** An SMSC that takes everything, but for what `answers` does in its place. It counts what each way goes. */
export class Smsc {
  /** `answers`: by command, what answers a request instead. Called with the session and the PDU. */
  constructor(answers = {}) {
    this.answers = answers;
    this.counted = { sent: {}, received: {} };
    /** Everything that was received, in order. */
    this.requests = queue();
    /** Sessions, as they bind. */
    this.bound = queue();
    this.ids = 0;
    this.server = smpp.createServer((session) => this.serve(session));
  }

  async listen() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get address() {
    return `127.0.0.1:${this.server.address().port}`;
  }

  serve(session) {
    count(session, this.counted);
    // A program that is stopped may leave before its last answer is written.
    session.on('error', (error) => { if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') fail(error); });
    session.on('pdu', (pdu) => {
      this.requests.push(pdu);
      const usual = pdu.command.startsWith('bind_') ? 'bind' : pdu.command;
      const answer = this.answers[pdu.command] ?? this[usual];
      if (!pdu.isResponse()) answer?.call(this, session, pdu);
    });
  }

  bind(session, pdu) {
    const { system_id, password, system_type, interface_version, address_range } = pdu;
    assert.deepEqual({ system_id, password, system_type, interface_version, address_range }, BIND, 'bind');
    session.send(pdu.response({ system_id: 'node-smpp', sc_interface_version: 0x34 }));
    this.bound.push({ session, kind: pdu.command });
  }

  submit_sm(session, pdu) {
    this.ids += 1;
    session.send(pdu.response({ message_id: `node-${this.ids}` }));
  }

  enquire_link(session, pdu) {
    session.send(pdu.response());
  }

  unbind(session, pdu) {
    session.send(pdu.response());
    session.close();
  }

  /** What was received under this name, in order. */
  received(command) {
    return this.requests.kept.filter((pdu) => pdu.command === command);
  }

  close() {
    this.server.close();
    for (const session of [...this.server.sessions]) session.destroy();
  }
}

/** The program, whose lines are read as JSON. It ends with `ended`, or is killed when it does not. */
export class Program {
  constructor(...words) {
    this.child = spawn(args.clickatell, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.lines = queue();
    this.complaints = '';
    createInterface({ input: this.child.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.child.stderr.on('data', (octets) => { this.complaints += octets; });
    this.exit = new Promise((resolve) => { this.child.on('close', resolve); });
    const kill = () => this.child.kill('SIGKILL');
    process.on('exit', kill);
    this.exit.then(() => process.off('exit', kill));
  }

  /** Its exit status, once all of its output is read. */
  ended(patience) {
    return within(this.exit, `the end of ${this.child.spawnargs.slice(1, 3).join(' ')}`, patience);
  }

  /** Asks it to stop, as a service manager would. */
  stop() {
    this.child.kill('SIGTERM');
    return this.ended();
  }
}

/** The relay that is as bad as a network can be, in front of an address; `cuts` as it takes them. */
export class Relay {
  constructor(mode, to, cuts = []) {
    const words = ['-B', args.relay, '--to', to, '--mode', mode, '--seconds', '120', ...cuts.map((cut) => `--cut=${cut}`)];
    this.child = spawn('python3', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.lines = queue();
    createInterface({ input: this.child.stdout }).on('line', (line) => this.lines.push(line));
    this.exit = new Promise((resolve) => { this.child.on('close', resolve); });
    process.on('exit', () => this.child.kill('SIGKILL'));
  }

  /** Where it is, once it is there. */
  async address() {
    return JSON.parse(await this.lines.take(() => true, 'the relay', 60_000)).relay;
  }

  /** Stops it: what it did, in its own words. It must have done what it was to do. */
  async stop() {
    this.child.kill('SIGTERM');
    assert.equal(await within(this.exit, 'the end of the relay'), 0, `the relay: ${this.lines.kept}`);
    return this.lines.kept.at(-1);
  }
}

/** `clickatell send smpp` to an SMSC of its own: its lines, its complaints, its exit status, and the SMSC. */
export async function send(answers, ...words) {
  const smsc = await new Smsc(answers).listen();
  const sent = await sendTo(smsc.address, 30_000, ...words);
  smsc.close();
  return { ...sent, smsc };
}

/** The same to this address. */
export async function sendTo(address, patience, ...words) {
  const program = new Program('send', 'smpp', '--address', address, '--profile', args.profile, '--json', ...words);
  const status = await program.ended(patience);
  return { lines: program.lines.kept, complaints: program.complaints, status };
}

/** Holds every answer to a submit_sm until so many are held, or none has come for a while, and gives the last first. */
export function holding(most) {
  const held = [];
  const holds = {
    largest: 0,
    submit_sm(session, pdu) {
      held.push(() => session.send(pdu.response({ message_id: `id-${pdu.destination_addr}-${pdu.sequence_number}` })));
      holds.largest = Math.max(holds.largest, held.length);
      clearTimeout(holds.timer);
      if (held.length < most) holds.timer = setTimeout(release, 1_000);
      else release();
    },
  };
  const release = () => { for (const answer of held.splice(0).reverse()) answer(); };
  return holds;
}
