import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Event } from '../../dag/event.ts';
import { type Log, type LogOptions, openLog, type Screen } from '../../log/log.ts';
import { FakeTerminal, Paper } from './screen.ts';

const FAILED: Event = { kind: 'stage-failed', stage: 'space', message: 'the kernel died' };

describe('the log', () => {
  let folder = '';
  let clock = 0;
  let open: Log[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'swat-log-'));
    clock = Date.UTC(2026, 0, 1);
  });
  afterEach(async () => {
    for (const log of open) await log.close();
    open = [];
    rmSync(folder, { recursive: true, force: true });
  });

  const stdout = new Paper();
  const log = (stderr: Screen, rest: Partial<LogOptions> = {}): Log => {
    stdout.text = '';
    const made = openLog({ mode: 'auto', stderr, stdout, file: null, now: () => clock, env: {}, ...rest });
    open.push(made);
    return made;
  };
  const tell = (to: Log, ...events: Event[]): void => {
    for (const event of events) to.emit(event);
  };
  const start: Event = { kind: 'stage-started', stage: 'space', why: 'never run' };
  const progress = (done: number, note?: string): Event => {
    const facts = { kind: 'stage-progress', stage: 'space', done, total: 1000, unit: 'steps' } as const;
    return note === undefined ? facts : { ...facts, note };
  };
  const end: Event = { kind: 'stage-finished', stage: 'space', artifact: '/x', seconds: 83 };
  const bug: Event = {
    kind: 'stage-failed',
    stage: 'space',
    message: 'internal error',
    stack: 'at secret.ts:1',
  };

  describe('on a terminal', () => {
    it('shows a stage on one line, drawn again in place, with bar, rate, time left and note', () => {
      const screen = new FakeTerminal(100);
      const to = log(screen);
      tell(to, start, progress(0));
      expect(screen.lines).to.deep.equal(['▸ space: never run, 0.0 s']);
      clock += 10_000;
      tell(to, progress(250, 'FVU 0.1'));
      expect(screen.lines).to.deep.equal([
        '▸ space: █████░░░░░░░░░░░░░░░ 25 %, 250 of 1000 steps, 25 a second, 30 s left, FVU 0.1',
      ]);
      tell(to, end);
      expect(screen.lines).to.deep.equal(['✔ space: done in 1 min 23 s']);
    });

    it('has no bar for a stage of less than two seconds', () => {
      const screen = new FakeTerminal(100);
      const to = log(screen);
      tell(to, start);
      clock += 1500;
      tell(to, progress(500));
      expect(screen.raw).not.to.contain('█');
    });

    it('keeps lines that stay above those that move', () => {
      const screen = new FakeTerminal(100);
      const to = log(screen);
      tell(to, { kind: 'stage-fresh', stage: 'table', artifact: '/x' }, start);
      tell(to, { kind: 'stage-started', stage: 'other', why: 'forced' });
      tell(to, { kind: 'stage-notice', stage: 'space', text: 'waiting for process 7' });
      expect(screen.lines).to.deep.equal([
        '✔ table: up to date',
        '› space: waiting for process 7',
        '▸ space: never run, 0.0 s',
        '▸ other: forced, 0.0 s',
      ]);
      tell(to, end, { kind: 'stage-interrupted', stage: 'other' });
      tell(to, { kind: 'run-finished', outcome: 'interrupted', seconds: 3 });
      expect(screen.lines.slice(2)).to.deep.equal([
        '✔ space: done in 1 min 23 s',
        '✖ other: interrupted',
        '✖ interrupted; the same command goes on from here',
      ]);
    });

    it('cuts a line that would wrap', () => {
      const screen = new FakeTerminal(30);
      const to = log(screen);
      tell(to, start);
      clock += 5000;
      tell(to, progress(100, 'a long note'.repeat(10)));
      expect(screen.lines[0]).to.have.length(29);
    });

    it('takes a terminal that does not know its width for one of 80 columns', () => {
      const screen = new FakeTerminal(0);
      tell(log(screen), { ...start, why: 'x'.repeat(100) });
      expect(screen.lines[0]).to.have.length(79);
    });

    it('draws progress at most ten times a second', () => {
      const screen = new FakeTerminal(100);
      const to = log(screen);
      tell(to, start);
      clock += 5000;
      const before = screen.raw.length;
      for (let done = 0; done < 1000; done++) tell(to, progress(done));
      expect(screen.raw.length - before).to.be.below(300);
    });

    it('leaves only lines that stay when it is closed', async () => {
      const screen = new FakeTerminal(100);
      const to = log(screen);
      tell(to, start, { kind: 'stage-notice', stage: 'space', text: 'hello' });
      await to.close();
      expect(screen.lines).to.deep.equal(['› space: hello']);
    });

    it('has colours, but not with NO_COLOR', () => {
      for (const [env, coloured] of [
        [{}, true],
        [{ NO_COLOR: '1' }, false],
      ] as const) {
        const screen = new FakeTerminal(100);
        tell(log(screen, { env }), end);
        expect(screen.raw.includes('\x1b[32m')).to.equal(coloured);
      }
    });

    it('is not steered by what a message quotes', () => {
      const screen = new FakeTerminal(100);
      tell(log(screen), {
        kind: 'stage-failed',
        stage: 'space',
        message: 'bad \x1b[2J\x1b]0;x\x07cell\n\x08here',
      });
      expect(screen.lines).to.deep.equal(['✖ space: bad cell here']);
    });
  });

  describe('elsewhere', () => {
    it('writes lines that stay: starts, progress every ten seconds, ends', () => {
      const paper = new Paper();
      const to = log(paper);
      tell(to, start);
      for (let second = 1; second <= 25; second++) {
        clock += 1000;
        tell(to, progress(second * 10));
      }
      tell(to, end, { kind: 'run-finished', outcome: 'done', seconds: 83 });
      expect(paper.lines).to.deep.equal([
        'space: started (never run)',
        'space: 10 %, 100 of 1000 steps, 10 a second, 1 min 30 s left',
        'space: 20 %, 200 of 1000 steps, 10 a second, 1 min 20 s left',
        'space: done in 1 min 23 s',
        'done in 1 min 23 s',
      ]);
    });

    it('does so also on a terminal in CI, or one that cannot be steered, without colours', () => {
      for (const env of [{ CI: 'true' }, { TERM: 'dumb' }]) {
        const screen = new FakeTerminal(100);
        tell(log(screen, { env }), start, end);
        expect(screen.raw).to.equal('space: started (never run)\nspace: done in 1 min 23 s\n');
      }
    });
  });

  it('tells time in whole seconds, without a rate', () => {
    const paper = new Paper();
    const made = log(paper);
    tell(made, start);
    for (const done of [10.25, 20.75]) {
      clock += 10_500;
      tell(made, { kind: 'stage-progress', stage: 'space', done, total: 41.4, unit: 'seconds' });
    }
    expect(paper.text.split('\n').at(-2)).to.equal('space: 50 %, 21 of 41 seconds, 21 s left');
  });

  it('names, at the end, what failed and what was not run, the first ten', () => {
    const paper = new Paper();
    const names = Array.from({ length: 12 }, (_, at) => `s${at}`);
    const failure = { kind: 'run-finished', outcome: 'failed', seconds: 3 } as const;
    tell(
      log(paper),
      { ...failure, failed: ['a'], unrun: [] },
      { ...failure, failed: ['a', 'b'], unrun: names },
    );
    expect(paper.lines).to.deep.equal([
      'failed after 3.0 s: a',
      `failed after 3.0 s: a, b; not run: ${names.slice(0, 10).join(', ')} and 2 more`,
    ]);
  });

  it('leaves stdout to results', () => {
    for (const stderr of [new FakeTerminal(100), new Paper()]) {
      tell(log(stderr), start, progress(1000), end, bug);
      expect(stdout.text).to.equal('');
    }
  });

  it('as JSON, writes an event a line on stdout, with its time, and nothing on stderr', () => {
    const paper = new Paper();
    tell(log(paper, { mode: 'json' }), start, end);
    expect(paper.text).to.equal('');
    const time = '2026-01-01T00:00:00.000Z';
    expect(stdout.lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal([
      { time, ...start },
      { time, ...end },
    ]);
  });

  it('as JSON, tells progress once a second, and the last always', () => {
    const to = log(new Paper(), { mode: 'json' });
    for (let done = 1; done <= 1000; done++) {
      tell(to, progress(done));
      clock += 5;
    }
    const told = stdout.lines.map((line) => (JSON.parse(line) as { done: number }).done);
    expect(told).to.deep.equal([1, 201, 401, 601, 801, 1000]);
  });

  describe('in a file', () => {
    it('keeps every event as it comes, after what was there', () => {
      const file = join(folder, 'deep/run.jsonl');
      tell(log(new Paper(), { file }), start);
      expect(readFileSync(file, 'utf8'), 'before it is closed').to.contain('stage-started');
      tell(log(new Paper(), { file }), end);
      const kinds = readFileSync(file, 'utf8').trim().split('\n');
      expect(kinds.map((line) => (JSON.parse(line) as Event).kind)).to.deep.equal([
        'stage-started',
        'stage-finished',
      ]);
    });

    it('keeps the stack of a bug, which is shown nowhere else', () => {
      const file = join(folder, 'run.jsonl');
      const screens = [new FakeTerminal(100), new Paper()];
      for (const screen of screens) tell(log(screen, { file }), bug);
      tell(log(new Paper(), { file, mode: 'json' }), bug);
      expect(stdout.text).to.contain('internal error').and.not.contain('secret.ts');
      expect(screens.map((screen) => ('raw' in screen ? screen.raw : screen.text)).join()).not.to.contain(
        'secret.ts',
      );
      expect(readFileSync(file, 'utf8').match(/secret\.ts/g)).to.have.length(3);
    });

    it('keeps what a kernel said last, and the screen says where', () => {
      const file = join(folder, 'run.jsonl');
      const paper = new Paper();
      tell(log(paper, { file }), { ...FAILED, lines: ['one', 'secret'] });
      expect(paper.text).to.equal(
        `space: the kernel died\nspace: the last 2 lines of what its kernel said: ${file}\n`,
      );
      expect(readFileSync(file, 'utf8')).to.contain('"lines":["one","secret"]');
      const other = new Paper();
      tell(log(other, { file }), FAILED);
      tell(log(other), { ...FAILED, lines: ['one', 'secret'] });
      expect(other.text).to.equal('space: the kernel died\nspace: the kernel died\n');
    });

    it('that cannot be written is told once, and the run goes on', () => {
      writeFileSync(join(folder, 'plain'), '');
      const paper = new Paper();
      tell(log(paper, { file: join(folder, 'plain/run.jsonl') }), start, end);
      expect(paper.lines.filter((line) => line.includes('cannot be written'))).to.have.length(1);
      expect(paper.lines.at(-1)).to.equal('space: done in 1 min 23 s');
    });
  });
});
