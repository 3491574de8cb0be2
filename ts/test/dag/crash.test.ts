import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { crashing } from './crashing.ts';
import { Workshop } from './workshop.ts';

const SCRIPT = fileURLToPath(new URL('./crashing.ts', import.meta.url));

describe('a run that is killed', () => {
  let shop: Workshop;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    shop.remove();
  });

  /** A process that runs the pipeline of `crashing.ts` and hangs in the middle of its stage. */
  const hanging = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, shop.cwd], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).to.equal('half\n');
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  it('leaves nothing half-written, and the next run takes its lock over and goes on from its work', async () => {
    const child = await hanging();
    expect(await readdir(join(shop.store.root, 'locks'))).to.have.length(1);
    await kill(child);
    expect(await readdir(join(shop.store.root, 'artifacts'))).to.deep.equal([]);
    expect(existsSync(join(shop.cwd, 'out'))).to.equal(false);

    const { outcome, artifacts } = await shop.run(crashing(false), { pipeline: 'first' });
    expect(outcome).to.equal('done');
    expect(shop.said).to.deep.equal([]);
    expect(shop.why('slow')).to.equal('its last run was interrupted');
    expect(await readFile(join(artifacts.slow ?? '', 'text'), 'utf8')).to.equal('went on from 1');
    expect((await readdir(artifacts.slow ?? '')).sort()).to.deep.equal(['manifest.json', 'text']);
    for (const folder of ['locks', 'temp', 'work']) {
      expect(await readdir(join(shop.store.root, folder)), folder).to.deep.equal([]);
    }
  });

  it('keeps a second run of the same work waiting as long as it lives', async () => {
    const child = await hanging();
    let killed: Promise<void> | undefined;
    const told: string[] = [];
    const result = await shop.run(crashing(false), {
      pipeline: 'second',
      emit: (event) => {
        if (event.kind !== 'stage-notice') return;
        told.push(event.text);
        killed ??= kill(child);
      },
    });
    expect(result.outcome).to.equal('done');
    expect(told).to.have.length(1);
    expect(told[0])
      .to.contain(`waiting for process ${child.pid} on `)
      .and.contain('(pipeline first, stage slow)');
    await killed;
  });
});

describe('several runs at once', () => {
  it('make an artifact once', async () => {
    const shop = new Workshop();
    try {
      const kinds: string[][] = Array.from({ length: 8 }, () => []);
      const results = await Promise.all(
        kinds.map((seen, at) =>
          shop.run(crashing(false), { pipeline: `p${at}`, emit: ({ kind }) => void seen.push(kind) }),
        ),
      );
      expect(new Set(results.map(({ outcome }) => outcome))).to.deep.equal(new Set(['done']));
      expect(kinds.flat().filter((kind) => kind === 'stage-finished')).to.have.length(1);
      expect(kinds.flat().filter((kind) => kind === 'stage-fresh')).to.have.length(7);
    } finally {
      shop.remove();
    }
  });
});
