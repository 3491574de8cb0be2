import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { watchOutOfMemory } from '../../kernel/oom.ts';

describe('what the system says of a process that was killed', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'swat-oom-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const vmstat = (kills: number) => put('proc/vmstat', `nr_free_pages 7\noom_kill ${kills}\nnuma_hit 1\n`);

  for (const [version, cgroup, file] of [
    [2, '0::/user/swat\n', 'sys/fs/cgroup/user/swat/memory.events'],
    [1, '8:pids:/x\n4:cpu,memory:/user/swat\n0::/\n', 'sys/fs/cgroup/memory/user/swat/memory.oom_control'],
  ] as const) {
    it(`names the memory of its group, by cgroups of version ${version}`, () => {
      const events = (kills: number) => put(file, `low 0\noom 3\noom_kill ${kills}\n`);
      put('proc/self/cgroup', cgroup);
      vmstat(4);
      events(1);
      const watched = watchOutOfMemory(root);
      expect(watched.words()).to.equal('');
      vmstat(5);
      events(2);
      expect(watched.words()).to.equal('the memory that its group of processes may use was full');
    });
  }

  it('names that of the machine, where no group counts', () => {
    vmstat(4);
    const watched = watchOutOfMemory(root);
    expect(watched.words()).to.equal('');
    vmstat(5);
    expect(watched.words()).to.equal('the memory of the machine was full');
  });

  it('is a question where the system does not tell', () => {
    expect(watchOutOfMemory(root).words()).to.equal('out of memory?');
  });
});
