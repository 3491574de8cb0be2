import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Clusters } from '../../cluster/cluster.ts';
import type { Operation, StageContext } from '../../dag/operation.ts';

const RESTARTS = { most: 1, pause_seconds: 0 };
const operation: Operation = {
  name: 'table',
  code: 'c',
  environment: {},
  ignored: [],
  files: [],
  isTimed: () => true,
  run: () => Promise.reject(new Error('it ran here')),
};

describe('a stage that a cluster runs', () => {
  const before = process.env.SWAT_PYTHON;
  const folder = mkdtempSync(join(tmpdir(), 'swat cluster '));
  const token = join(folder, 'token');
  const out = join(folder, 'out');
  let notices: string[] = [];
  beforeEach(() => {
    notices = [];
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    rmSync(join(folder, 'starts'), { force: true });
    writeFileSync(token, 'secret', { mode: 0o600 });
    chmodSync(token, 0o600);
  });
  afterEach(() => {
    if (before === undefined) delete process.env.SWAT_PYTHON;
    else process.env.SWAT_PYTHON = before;
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Puts a program in the place of the cluster's client, lines of a shell; `$starts`: how often it was started. */
  function client(lines: string): void {
    const file = join(folder, 'client');
    const count = `echo >> "${folder}/starts"; starts=$(wc -l < "${folder}/starts")`;
    writeFileSync(file, `#!/bin/sh\n${count}\n${lines}\n`);
    chmodSync(file, 0o700);
    process.env.SWAT_PYTHON = file;
  }

  async function perform(signal = new AbortController().signal): Promise<void> {
    const settings = { device: 'cpu', threads: 0, restarts: RESTARTS } as const;
    const clusters = new Clusters(settings, folder);
    const known = clusters.operations({ get: () => operation });
    const remote = known.get('table', { kind: 'ray', address: 'head:6379', token });
    expect(remote).to.include({ isElsewhere: true });
    expect(remote?.isTimed?.({})).to.equal(false);
    const context = { stage: 's', with: {}, deps: {}, out, work: folder, signal };
    try {
      const notice = (text: string) => void notices.push(text);
      await remote?.run({ ...context, notice, progress: () => {} } as StageContext);
    } finally {
      await clusters.close();
    }
  }

  const said = () =>
    perform().then(
      () => 'done',
      (error: Error) => error.message,
    );

  const READY = 'echo \'{"ready": true}\'';

  it('is done where the worker says so, with the cores that its kernel has, and says by which', async () => {
    client(
      `${READY}; read -r line; echo "$line" > "${folder}/asked"; echo '{"id": 0, "node": "n1", "done": true}'; read -r end`,
    );
    await perform();
    expect(notices).to.deep.equal(['done by n1']);
    const asked = JSON.parse(readFileSync(join(folder, 'asked'), 'utf8'));
    expect(asked).to.deep.include({ id: 0, cores: 1, retries: 1, out, files: {}, folders: {} });
    expect(asked.task).to.deep.include({ op: 'table', code: 'c', threads: 1 });
  });

  it('is handed over again where the client dies, as often as a kernel is started again', async () => {
    client(
      `${READY}; read -r line; [ $starts = 1 ] && touch "${out}/half" && exit 9; echo '{"id": 0, "node": "n1", "done": true}'; read -r end`,
    );
    await perform();
    expect(notices[0]).to.match(/^the client of the Ray cluster at head:6379 ended; .*handed over again$/);
    expect(readdirSync(out), 'what the first had left').to.deep.equal([]);
    client(`${READY}; read -r line; echo gone >&2; exit 9`);
    expect(await said()).to.equal('the client of the Ray cluster at head:6379 ended; its last words: gone');
  });

  it('fails as the stage failed there', async () => {
    const error = '{"blame": "user", "message": "no column y"}';
    client(`${READY}; read -r line; echo '{"id": 0, "node": "n1", "error": ${error}}'; read -r end`);
    expect(await said()).to.equal('no column y');
  });

  it('is told why there is no cluster for it, and what to do', async () => {
    client('echo "no module ray" >&2; exit 3');
    expect(await said()).to.match(
      /^engine ray needs a Python package \(no module ray\): .*requirements-ray\.txt$/,
    );
    client('echo "wrong token" >&2; exit 4');
    expect(await said()).to.equal('the Ray cluster at head:6379 does not let this machine in: wrong token');
    chmodSync(token, 0o644);
    expect(await said()).to.match(/^others may read the cluster's token, .*token: chmod 600 /);
    rmSync(token);
    expect(await said()).to.match(/^there is no file .*token with the cluster's token$/);
  });

  it('is given up where the run is interrupted', async () => {
    client(`${READY}; read -r line; read -r cancel; read -r end`);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    let error: unknown;
    await perform(stop.signal).catch((thrown: unknown) => {
      error = thrown;
    });
    expect(error).to.equal(stop.signal.reason);
  });

  it('is given up while the cluster is still looked for', async () => {
    client('exec sleep 60');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    let error: unknown;
    await perform(stop.signal).catch((thrown: unknown) => {
      error = thrown;
    });
    expect(error).to.equal(stop.signal.reason);
  });
});
