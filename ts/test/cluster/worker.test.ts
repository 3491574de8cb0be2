import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import type { Task } from '../../cluster/task.ts';
import { parsePipeline } from '../../config/read.ts';
import { NO_KERNELS, NO_MACHINE, operations } from '../../stages/operations.ts';
import { tableText } from '../stages/road.ts';

describe("a worker's program", () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat worker '));
  after(() => rmSync(folder, { recursive: true }));

  it('does what its swat is the same for, refuses the rest, and ends with its input', async () => {
    for (const name of ['out', 'work', 'data']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'data', 'a.csv'), tableText(60));
    const text = 'stages: { t: { op: table, with: { file: data/a.csv, target: y } } }';
    const parsed = parsePipeline('x.yaml', text, {});
    const parameters = parsed.ok ? parsed.pipeline.jobs[0]?.with : undefined;
    const task: Task & { folder: string } = {
      op: 'table',
      stage: 't',
      code: operations(NO_MACHINE, NO_KERNELS).get('table', null)?.code ?? '',
      environment: {},
      with: parameters as unknown as Task['with'],
      deps: {},
      device: 'cpu',
      threads: 1,
      restarts: { most: 0, pause_seconds: 0 },
      folder,
    };
    const program = spawn(process.execPath, ['--import', 'tsx', 'ts/cluster/worker.ts'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    const ask = async (of: object) => {
      program.stdin.write(`${JSON.stringify(of)}\n`);
      return JSON.parse((await answers.next()).value);
    };
    expect(await ask({ ...task, code: 'another' })).to.have.nested.property(
      'error.message',
      'a worker of the cluster has another version of swat: install the same everywhere',
    );
    expect(await ask({ ...task, environment: { torch: '1' } })).to.have.nested.property('error.message');
    expect(readdirSync(join(folder, 'out'))).to.deep.equal([]);
    expect(await ask({ ...task, with: { ...task.with, target: 'z' } })).to.have.nested.property(
      'error.blame',
      'user',
    );
    expect(await ask(task)).to.deep.equal({ ok: true });
    expect(readdirSync(join(folder, 'out'))).to.include('table.json');
    const exit = once(program, 'exit');
    program.stdin.end();
    expect(await exit).to.deep.equal([0, null]);
  }).timeout(120_000);
});
