import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { curveKeyPair, Dealer } from 'zeromq';
import { type Address, takeKernel } from '../../kernel/elsewhere.ts';
import { KernelError, PROTOCOL } from '../../kernel/failure.ts';
import { encode } from '../../kernel/frames.ts';
import { type Gate, openGate } from '../../kernel/gate.ts';
import { openKeeper } from '../../kernel/keeper.ts';
import { KeyError, type KeyPair, makeKeys, readKeyPair, readServerKeys, z85 } from '../../kernel/keys.ts';
import { ENDLESS, openSearch } from './endless.ts';
import { freePorts } from './ports.ts';

/** Milliseconds in which an answer would have come. */
const SILENCE = 1500;
const STRANGERS = process.env.SOAK ? 1000 : 100;

const failure = (promise: Promise<unknown>): Promise<KernelError> =>
  promise.then(
    () => new KernelError('bug', 'it did not fail'),
    (error: KernelError) => error,
  );

describe('a gate to kernels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat gate '));
  const said: string[] = [];
  let gate: Gate;
  let port: number;
  let address: Address;

  before(async () => {
    makeKeys(folder, 'laptop');
    port = await freePorts();
    gate = await open(port);
    const { publicKey } = readKeyPair(join(folder, 'server.key'));
    address = {
      endpoint: `tcp://127.0.0.1:${port}`,
      serverKey: publicKey,
      keys: readKeyPair(join(folder, 'laptop.key')),
    };
  });
  after(async () => {
    await gate.close();
    rmSync(folder, { recursive: true });
  });

  function open(at: number): Promise<Gate> {
    return openGate({
      host: '127.0.0.1',
      port: at,
      keys: readServerKeys(folder),
      kernel: { device: 'cpu', threads: 1 },
      say: (sentence) => said.push(sentence),
    });
  }

  async function goneWithin(milliseconds: number): Promise<number> {
    const end = performance.now() + milliseconds;
    while (gate.guests() > 0 && performance.now() < end) await delay(50);
    return gate.guests();
  }

  /** Sends requests by the keys, and returns how many frames came back. */
  async function answersTo(keys: KeyPair | null, serverKey: string, to: number): Promise<number> {
    const secure = keys
      ? { curveServerKey: serverKey, curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey }
      : {};
    const socket = new Dealer({ linger: 0, sendTimeout: SILENCE, receiveTimeout: SILENCE, ...secure });
    socket.connect(`tcp://127.0.0.1:${to}`);
    for (let id = 1; id <= STRANGERS; id++) {
      const header = { protocol: PROTOCOL, id, kind: 'request', method: 'hello' } as const;
      const sent = socket.send(encode({ header, content: {}, tensors: {} }) as Buffer[]).then(
        () => true,
        () => false,
      );
      // Whoever is turned away early enough has nobody left to send to.
      if (!(await sent)) break;
    }
    const came = await socket.receive().then(
      (frames) => frames.length,
      () => 0,
    );
    socket.close();
    return came;
  }

  it('answers no stranger, and starts nothing: without a key, by another key, by another key of the server', async () => {
    const known = address.keys;
    const other = curveKeyPair();
    const mixed = { publicKey: known.publicKey, secretKey: other.secretKey };
    const came = [port, port + 1].flatMap((to) => [
      answersTo(null, '', to),
      answersTo(other, address.serverKey, to),
      answersTo(mixed, address.serverKey, to),
      answersTo(known, other.publicKey, to),
    ]);
    expect(await Promise.all(came)).to.deep.equal(Array(8).fill(0));
    expect(gate.guests()).to.equal(0);
    expect(said).to.deep.equal([]);
    // The same words of one who is known are heard.
    const at = await freePorts();
    const second = await open(at);
    try {
      await answersTo(known, address.serverKey, at);
      expect(second.guests()).to.equal(1);
    } finally {
      await second.close();
    }
    said.splice(0);
  }).timeout(30_000);

  it('gives each client a kernel of its own, which ends with it', async () => {
    const [one, two] = await Promise.all([takeKernel(address), takeKernel(address)]);
    expect(gate.guests()).to.equal(2);
    await openSearch(one);
    // The names are taken with the one, and free with the other.
    expect((await failure(openSearch(one))).code).to.equal('handle');
    await openSearch(two);
    expect(await one.ping()).to.be.below(1000);
    const stop = new AbortController();
    const stopped = failure(one.call('search_steps', ENDLESS, {}, { signal: stop.signal }));
    await delay(200);
    stop.abort();
    expect((await stopped).code).to.equal('interrupted');
    await one.close();
    expect(one.isGone()).to.equal(true);
    expect((await two.call('hello', {})).content.protocol).to.equal(PROTOCOL);
    await two.close();
    expect(await goneWithin(5000)).to.equal(0);
  }).timeout(60_000);

  it('tells of a kernel that has died, and gives another', async () => {
    const keeper = await openKeeper({ device: 'auto', threads: 0, address });
    const kernel = await keeper.kernel();
    for (const pid of kernelsOfThis()) process.kill(pid, 'SIGKILL');
    const died = await failure(kernel.call('release', { handle: 'none' }));
    expect([died.code, died.death?.how]).to.deep.equal(['died', died.message]);
    expect(died.message).to.match(/killed by SIGKILL|has ended/);
    expect(kernel.isGone()).to.equal(true);
    const next = await keeper.kernel();
    expect((await next.call('hello', {})).content.device.kind).to.equal('cpu');
    await keeper.close();
    expect(await goneWithin(5000)).to.equal(0);
  }).timeout(60_000);

  it('executes nothing of what was recorded on the way and is played again', async () => {
    const recorded: Buffer[] = [];
    const way = await freePorts();
    const proxies = [port, port + 1].map((to, i) => proxy(way + i, to, i === 0 ? recorded : []));
    const kernel = await takeKernel({ ...address, endpoint: `tcp://127.0.0.1:${way}` });
    await kernel.close();
    for (const server of proxies) server.close();
    expect(await goneWithin(5000)).to.equal(0);
    expect(Buffer.concat(recorded).length).to.be.above(500);
    const before = said.length;
    const replay = connect(port, '127.0.0.1');
    replay.on('error', () => {});
    for (const piece of recorded) {
      replay.write(piece);
      await delay(50);
    }
    await delay(SILENCE);
    replay.destroy();
    expect([gate.guests(), said.length]).to.deep.equal([0, before]);
  }).timeout(60_000);

  it('is missed where it closes, and where it is not there', async () => {
    const at = await freePorts();
    const second = await open(at);
    const kernel = await takeKernel({ ...address, endpoint: `tcp://127.0.0.1:${at}` });
    await second.close();
    const lost = await failure(kernel.call('hello', {}));
    expect(lost.code).to.equal('died');
    expect(lost.death).to.not.equal(null);
    const none = new AbortController();
    setTimeout(() => none.abort(), 300);
    const taking = takeKernel({ ...address, endpoint: `tcp://127.0.0.1:${at}` }, none.signal);
    expect((await failure(taking)).code).to.equal('interrupted');
  }).timeout(60_000);
});

describe('keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat keys '));
  after(() => rmSync(folder, { recursive: true }));

  it('of a server are made once, and of clients one by one; secrets are for their owner alone', () => {
    const keys = join(folder, 'one');
    const first = makeKeys(keys, 'laptop');
    const second = makeKeys(keys, 'desk');
    expect(second.serverKey)
      .to.equal(first.serverKey)
      .and.match(/^[0-9a-f]{64}$/);
    const { server, clients } = readServerKeys(keys);
    expect(z85(Buffer.from(first.serverKey, 'hex'))).to.equal(server.publicKey);
    const pairs = [first, second].map(({ clientFile }) => readKeyPair(clientFile).publicKey);
    expect(clients).to.have.members(pairs);
    expect(() => makeKeys(keys, 'laptop')).to.throw(KeyError, 'is there already');
    expect(() => makeKeys(keys, '../laptop')).to.throw(KeyError, 'letters, digits');
    expect(() => makeKeys(keys, 'server')).to.throw(KeyError, 'not "server"');
    chmodSync(first.clientFile, 0o644);
    expect(() => readKeyPair(first.clientFile)).to.throw(KeyError, 'others may read');
  });

  it('are refused in a sentence where they are none', () => {
    expect(() => readServerKeys(join(folder, 'none'))).to.throw(KeyError, 'cannot be read (ENOENT)');
    const keys = join(folder, 'two');
    makeKeys(keys, 'laptop');
    rmSync(join(keys, 'clients', 'laptop.pub'));
    expect(() => readServerKeys(keys)).to.throw(KeyError, 'has no keys of clients');
    expect(() => readKeyPair(join(keys, '..'))).to.throw(KeyError, 'EISDIR');
    expect(() => readKeyPair('package.json')).to.throw(KeyError, 'has no public-key');
  });
});

/** Passes bytes on between a port and another, and keeps what the first one's callers send. */
function proxy(from: number, to: number, recorded: Buffer[]) {
  const join = (near: Socket) => {
    const far = connect(to, '127.0.0.1');
    near.on('data', (bytes) => recorded.push(Buffer.from(bytes as Buffer)));
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
  };
  return createServer(join).listen(from, '127.0.0.1');
}

/** Kernels that this process has started. */
function kernelsOfThis(): number[] {
  const tasks = readdirSync(`/proc/${process.pid}/task`);
  const children = tasks.flatMap((task) =>
    readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return children.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('serve'));
}
