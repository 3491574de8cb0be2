import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { chooseInterpreter } from './kernel/chosen.ts';
import { swatIn } from './swat.ts';

/** Processes that the main thread of `swat` started: its kernel (Linux, proc(5)). */
function childrenOf({ pid }: ChildProcess): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').map(Number);
}

describe('the process of swat', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat process '));
  const python = process.env.SWAT_PYTHON;
  // After each test, one that took too long and still waits too: the next ones have the right Python.
  afterEach(() => {
    if (python === undefined) delete process.env.SWAT_PYTHON;
    else process.env.SWAT_PYTHON = python;
  });
  after(() => rmSync(folder, { recursive: true }));
  const { start, write, long } = swatIn(folder);

  it('stops a training on Ctrl-C within 5 seconds, exits 130, and resumes it in the next run; SIGTERM exits 143', async () => {
    let asked = 0;
    let signal: NodeJS.Signals = 'SIGINT';
    const interrupt = (text: string, child: ChildProcess) => {
      if (asked || !/stage-progress/.test(text)) return;
      asked = performance.now();
      child.kill(signal);
    };
    const first = await start(['run', long(), '--json'], interrupt);
    expect(performance.now() - asked).to.be.at.most(5000);
    expect(first.code).to.equal(130);
    asked = 0;
    signal = 'SIGTERM';
    const second = await start(['run', long(), '--json'], interrupt);
    expect(second.code).to.equal(143);
    expect(second.stdout).to.match(/resumed after \d+ networks/);
  }).timeout(120_000);

  it('stops a search on two Ctrl-C at once, exits 130, and leaves no kernel', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => `${i},${(i * 37) % 11},${i % 7}`);
    write('searched.csv', `a,b,y\n${rows.join('\n')}\n`);
    let asked = 0;
    let kernels: number[] = [];
    write(
      'searched.yaml',
      `stages:
  table: { op: table, with: { file: searched.csv, target: y } }
  search: { op: search, deps: { table: table }, with: { steps: 100000 } }
`,
    );
    const { code } = await start(['run', 'searched.yaml', '--json'], (text, child) => {
      if (asked || !/stage-progress/.test(text)) return;
      asked = performance.now();
      kernels = childrenOf(child);
      child.kill('SIGINT');
      child.kill('SIGINT');
    });
    expect(code).to.equal(130);
    expect(performance.now() - asked).to.be.at.most(5000);
    expect(kernels).to.have.length.above(0);
    expect(kernels.filter((pid) => existsSync(`/proc/${pid}`))).to.deep.equal([]);
    expect(existsSync(join(folder, 'out/searched/search'))).to.equal(false);
  }).timeout(60_000);

  it('goes on from the checkpoint with another kernel where its own was killed, and says so in a line', async () => {
    let killed = 0;
    let resumed = 0;
    const kill = (text: string, child: ChildProcess) => {
      const shown = [...text.matchAll(/stage-progress/g)];
      if (killed === 0 && shown.length >= 3) {
        killed = performance.now();
        for (const pid of childrenOf(child)) process.kill(pid, 'SIGKILL');
      }
      if (resumed > 0 || !text.includes('resumed')) return;
      resumed = performance.now();
      child.kill('SIGINT');
    };
    rmSync(join(folder, '.swat'), { recursive: true, force: true });
    const { code, stdout, stderr } = await start(['run', long(), '--json'], kill);
    expect(code).to.equal(130);
    expect(resumed - killed).to.be.below(10_000);
    expect(stdout).to.match(
      /"stage-notice","stage":"space","text":"the kernel was killed by SIGKILL \([^"]*\); it is started again in 1 s \(1 of at most 3 times\)"/,
    );
    expect(stdout).to.match(/resumed after \d+ networks/);
    expect(stdout + stderr).to.not.contain('    at ');
  }).timeout(120_000);

  it('that is killed leaves no kernel, and the same command goes on with its training', async () => {
    const kills = process.env.SOAK ? 50 : 2;
    rmSync(join(folder, '.swat'), { recursive: true, force: true });
    for (let kill = 0; kill < kills; kill++) {
      let kernels: number[] = [];
      const { stdout } = await start(['run', long(), '--json'], (text, child) => {
        const shown = [...text.matchAll(/stage-progress/g)];
        if (kernels.length > 0 || shown.length < 3) return;
        kernels = childrenOf(child);
        child.kill('SIGKILL');
      });
      if (kill > 0) expect(stdout).to.match(/resumed after \d+ networks/);
      const begin = performance.now();
      while (kernels.some((pid) => existsSync(`/proc/${pid}`))) {
        expect(performance.now() - begin).to.be.below(5000);
        await delay(20);
      }
    }
  }).timeout(process.env.SOAK ? 3_600_000 : 120_000);

  it('says how a kernel ended that never came up, after it tried again, and exits 1', async () => {
    chooseInterpreter(folder, 'echo one >&2; echo two >&2; kill -ABRT $$');
    const hasty = write(
      'hasty.yaml',
      'restarts: { most: 2, pause_seconds: 0.01 }\nstages: { a: { op: train } }',
    );
    const { code, stderr } = await start(['run', hasty]);
    const death = 'the kernel was killed by SIGABRT; its last words: two';
    expect(stderr).to.equal(
      `${death}; it is started again in 0.01 s (1 of at most 2 times)
${death}; it is started again in 0.02 s (2 of at most 2 times)
${death} (3 times in a row, without getting further); swat doctor shows what it said before\n`,
    );
    expect(code).to.equal(1);
  });

  it('without a Python says how to get one and exits 1', async () => {
    process.env.SWAT_PYTHON = join(folder, 'no', 'python');
    const { code, stderr } = await start(['run', long()]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^no Python with torch found at .*: run `make setup`\n$/);
  });
});
