import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { answersTo } from '../../../commands/examples.ts';
import { fixedLoss } from '../../../commands/fixed-loss.ts';
import { drawnRows, emptyRow, strangeRow } from '../../../export/drawn-rows.ts';
import { worstFixedErrors } from '../../../export/fixed/bound.ts';
import { LIMIT, MISSING } from '../../../export/fixed/fixed-program.ts';
import { quantise } from '../../../export/fixed/quantise.ts';
import { fixedCell, runFixed } from '../../../export/fixed/run.ts';
import { programOf } from '../../../export/program.ts';
import type { Cell } from '../../../schema/columns.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { anyCase } from '../forms/any-file.ts';
import { FLOAT_C, runC } from '../forms/compile.ts';
import { KINDS } from '../forms/kinds.ts';
import { C_COMPILER, CPP_COMPILER, needs, SANITIZED } from '../forms/tools.ts';
import { plainNetwork } from '../plain-network.ts';

/** A network, and how it answers rows of cells in whole numbers. */
function fixedOf(file: NetworkFile) {
  const program = programOf(file);
  const fixed = quantise(program);
  const cellsOf = (row: readonly Cell[]) => row.map((cell, i) => fixedCell(cell, i, fixed, program));
  const units = fixed.outputs.map(({ unit }) => (file.labels ? 2 ** -15 : unit));
  const answer = (row: readonly Cell[]) =>
    runFixed(fixed, program.labels, cellsOf(row)).map((value, o) =>
      value === MISSING ? Number.NaN : value * (units[o] as number),
    );
  return { program, fixed, cellsOf, answer };
}

/** The greatest error on rows within the ranges of a network, in scales of its outputs, or of probabilities; within its bounds. */
function worstOf(file: NetworkFile, rows: readonly (readonly Cell[])[]): number {
  const { answer, program, fixed } = fixedOf(file);
  const bounds = worstFixedErrors(program, fixed);
  const right = answersTo(file, rows);
  const errors = rows.flatMap((row, r) =>
    answer(row).map((value, o) => {
      const truth = right[r]?.[o] as number;
      expect(Number.isNaN(value), `${row}`).to.equal(Number.isNaN(truth));
      const scale = file.labels ? 1 : (program.outputs[o]?.scale ?? 1);
      if (Number.isNaN(truth)) return 0;
      expect(Math.abs(value - truth)).to.be.at.most(bounds[o] as number);
      return Math.abs(value - truth) / scale;
    }),
  );
  return Math.max(...errors);
}

describe('a network in whole numbers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat fixed '));
  after(() => rmSync(folder, { recursive: true }));
  const files = [
    ...Object.values(KINDS),
    ...fc.sample(anyCase, { seed: 5, numRuns: 200 }).map(({ file }) => file),
  ];

  it('has bounds of its errors that are of some use', () => {
    const shares = files.flatMap((file) => {
      const { program, fixed } = fixedOf(file);
      return worstFixedErrors(program, fixed).map(
        (bound, o) => bound / (file.labels ? 1 : (program.outputs[o]?.scale ?? 1)),
      );
    });
    shares.sort((a, b) => a - b);
    expect(shares[Math.floor(shares.length / 2)]).to.be.at.most(2e-3);
  });

  it('is close to predict within its ranges, and has an answer where predict has one', () => {
    const worst = files.map((file) => {
      const rows = drawnRows(file, 100);
      return worstOf(file, [...rows, emptyRow(file), strangeRow(file, rows[0] ?? [])]);
    });
    worst.sort((a, b) => a - b);
    const quantile = (share: number) => worst[Math.floor(share * (worst.length - 1))];
    expect(quantile(0.5)).to.be.at.most(1e-4);
    expect(quantile(0.9)).to.be.at.most(1e-3);
    // Five linear layers that cancel each other.
    expect(quantile(1)).to.be.at.most(0.05);
  });

  for (const [what, compiler] of [
    ['C', [...C_COMPILER, ...SANITIZED]],
    ['C++', CPP_COMPILER],
  ] as const) {
    it(`computes to the last bit as it was computed here, in ${what}, without an overflow`, function () {
      needs(this, compiler[0] as string);
      const fed = files.slice(0, 120).map((file) => {
        const { cellsOf, fixed } = fixedOf(file);
        const rows = drawnRows(file, 4);
        const cells = [...rows, emptyRow(file), strangeRow(file, rows[0] ?? [])].map(cellsOf);
        const ends = [LIMIT, -LIMIT, MISSING, 0].map((end) => fixed.columns.map(() => end));
        const mixed = fixed.columns.map((_, i) => (i % 2 ? -LIMIT : LIMIT));
        return { file, rows: [...cells, ...ends, mixed] };
      });
      const answers = runC(folder, fed, { ...FLOAT_C, type: 'q15', compiler });
      fed.forEach(({ file, rows }, i) => {
        const { fixed, program } = fixedOf(file);
        rows.forEach((row, r) => {
          const right = runFixed(fixed, program.labels, row);
          const answer = answers[i]?.[r] ?? [];
          expect(answer.slice(0, right.length), `network ${i}: ${row}`).to.deep.equal(right);
          if (!file.labels || right.length === 1) return;
          const best = right[0] === MISSING ? -1 : answer[right.length];
          expect(answer[right.length]).to.equal(best);
          if (best !== -1) expect(right[best as number]).to.equal(Math.max(...right));
        });
      });
    }).timeout(120_000);
  }

  it('counts columns and outputs in powers of ten that fit their scales', () => {
    const { fixed, cellsOf } = fixedOf(KINDS.numbers!);
    expect(fixed.columns.map(({ unit }) => unit)).to.deep.equal([0.001, 1, 0.001]);
    expect(fixed.outputs.map(({ unit }) => unit)).to.deep.equal([0.1]);
    expect(cellsOf([1.2345, 7, null])).to.deep.equal([1235, 7, MISSING]);
    const line = fixedOf(KINDS.line!);
    expect(line.fixed.columns.map(({ unit }) => unit)).to.deep.equal([0.01, 1]);
    expect(line.cellsOf([40.125, 1.7e9])).to.deep.equal([4013, 1.7e9]);
  });

  it('takes what lies far beyond a range as if it lay a quarter of it beyond', () => {
    const line = KINDS.line!;
    const inputs = line.inputs.map((input, i) => (i === 0 ? { ...input, range: [30, 50] } : input));
    const { answer } = fixedOf({ ...line, inputs });
    const mass = (bill: number) => answer([bill, 1.7e9])[0];
    expect(mass(1e6)).to.equal(mass(55));
    expect(mass(-1e6)).to.equal(mass(25));
    expect(mass(54)).to.be.within((mass(50) as number) + 1, (mass(55) as number) - 1);
  });

  it('is refused in a sentence where a column or an output has no room in 32 bits', () => {
    const layers: NetworkFile['layers'] = [{ weights: [[1]], bias: null, activations: ['linear'] }];
    const near = { name: 'a', offset: 0, scale: 1 };
    const far = { name: 'far', offset: 1e12, scale: 3 };
    const room =
      /^"far" has no room in 32 bits: it lies up to 1000000000000 from zero, where 3 makes a difference$/;
    expect(() => fixedOf(plainNetwork([far], near, layers))).to.throw(RangeError, room);
    expect(() => fixedOf(plainNetwork([near], far, layers))).to.throw(RangeError, room);
    const huge: NetworkFile['layers'] = [
      { weights: [[1e30]], bias: null, activations: ['linear'] },
      { weights: [[1e30]], bias: null, activations: ['tanh'] },
    ];
    expect(() => fixedOf(plainNetwork([near], near, huge))).to.throw(RangeError, 'too large for 32 bits');
  });

  it('comes with what it loses', () => {
    const [numbers = ''] = fixedLoss(KINDS.numbers!, programOf(KINDS.numbers!));
    const [, worst] = /^q15 moves "mass" by ([\d.]+) at most \(0\.0\d+ % of its scale\)/.exec(numbers) ?? [];
    expect(Number(worst)).to.be.within(0.05, 0.8);
    const classes = fixedLoss(KINDS['three classes']!, programOf(KINDS['three classes']!));
    expect(classes).to.have.length(1);
    expect(classes[0]).to.match(
      /^q15 moves probabilities by 0\.000\d+ at most, and gives \d another label, on 2000 .*; by no more than 0\.00\d+ on any row there$/,
    );
    expect(fixedLoss(KINDS['several outputs']!, programOf(KINDS['several outputs']!))).to.have.length(2);
  });
});
