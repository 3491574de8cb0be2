import { expect } from 'chai';
import fc from 'fast-check';
import { applyScaling, fitScaling, invertScaling } from '../../data/scale.ts';

// Units from 1e-150 to 1e150: beyond them a ratio of two values leaves the range of doubles.
const value = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 })
  .map((number) => (Math.abs(number) < 1e-150 ? 0 : number));
const sample = fc
  .array(fc.record({ a: value, b: value, y: value, part: fc.constantFrom(0, 1, 2) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) => ({
    x: Float64Array.from(rows.flatMap((row) => [row.a, row.b])),
    y: Float64Array.from(rows.map((row) => row.y)),
    part: Uint8Array.from(rows.map((row, index) => (index === 0 ? 0 : row.part))),
  }));
const activation = fc.constantFrom('linear' as const, 'sigmoid' as const);
const checked = { seed: 1, numRuns: 200 };

/** `seen` and `want` agree to 1e-9 of the larger of them and of `unit`, what a rounding can cost. */
function close(seen: number, want: number, unit: number): void {
  expect(Math.abs(seen - want)).to.be.at.most(1e-9 * Math.max(Math.abs(want), Math.abs(unit)));
}

describe('scaling', () => {
  it('maps the training inputs onto [-1, 1] by their extremes, and the other rows along with them', () => {
    const { inputs } = fitScaling(
      'fit',
      Float64Array.of(10, 20, 30, 50),
      Float64Array.of(1, 2, 3, 4),
      Uint8Array.of(0, 1, 0, 2),
      'linear',
    );
    expect([...applyScaling(inputs, Float64Array.of(10, 20, 30, 50))]).to.deep.equal([-1, 0, 1, 3]);
  });

  it('gives a linear target mean 0 and standard deviation 1 over the training rows', () => {
    const { output } = fitScaling(
      'fit',
      new Float64Array(4),
      Float64Array.of(2, 6, 1000, 4),
      Uint8Array.of(0, 0, 1, 0),
      'linear',
    );
    expect(output.offset).to.be.closeTo(4, 1e-12);
    expect(output.scale).to.be.closeTo(Math.sqrt(8 / 3), 1e-12);
  });

  it('maps the training targets of a sigmoid onto [0.1, 0.9]', () => {
    const y = Float64Array.of(10, 30, -100, 20);
    const { output } = fitScaling('fit', new Float64Array(4), y, Uint8Array.of(0, 0, 2, 0), 'sigmoid');
    const seen = applyScaling([output], y);
    [0.1, 0.9, -4.3, 0.5].forEach((want, row) => {
      expect(seen[row]).to.be.closeTo(want, 1e-12);
    });
  });

  it('leaves everything as it is where it is none', () => {
    fc.assert(
      fc.property(sample, activation, ({ x, y, part }, output) => {
        const scaling = fitScaling('none', x, y, part, output);
        expect(scaling.inputs).to.have.length(2);
        expect(applyScaling(scaling.inputs, x)).to.deep.equal(x);
        expect(applyScaling([scaling.output], y)).to.deep.equal(y);
      }),
      checked,
    );
  });

  it('keeps every training input in [-1, 1] and every sigmoid target in [0.1, 0.9], whatever the units', () => {
    fc.assert(
      fc.property(sample, ({ x, y, part }) => {
        const scaling = fitScaling('fit', x, y, part, 'sigmoid');
        const seen = applyScaling(scaling.inputs, x);
        const target = applyScaling([scaling.output], y);
        // An offset far larger than the range costs digits: that much is allowed for.
        const slack = ({ offset, scale }: { offset: number; scale: number }) =>
          1e-9 + Math.abs(offset / scale) * 1e-15;
        part.forEach((which, row) => {
          if (which !== 0) return;
          for (const input of [0, 1]) {
            const map = scaling.inputs[input] ?? scaling.output;
            expect(Math.abs(seen[2 * row + input] ?? Number.NaN)).to.be.at.most(1 + slack(map));
          }
          expect(target[row]).to.be.within(0.1 - slack(scaling.output), 0.9 + slack(scaling.output));
        });
      }),
      checked,
    );
  });

  it('does not depend on the rows that are not for training, and does on those that are', () => {
    fc.assert(
      fc.property(sample, activation, value, ({ x, y, part }, output, other) => {
        const changed = y.map((target, row) => (part[row] === 0 ? target : other));
        expect(fitScaling('fit', x, changed, part, output)).to.deep.equal(
          fitScaling('fit', x, y, part, output),
        );
      }),
      checked,
    );
    const output = (last: number) =>
      fitScaling('fit', new Float64Array(3), Float64Array.of(1, 2, last), new Uint8Array(3), 'linear').output;
    expect(output(3)).not.to.deep.equal(output(4));
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(sample, activation, ({ x, y, part }, output) => {
        const scaling = fitScaling('fit', x, y, part, output);
        for (const [maps, values] of [
          [scaling.inputs, x],
          [[scaling.output], y],
        ] as const) {
          const back = invertScaling(maps, applyScaling(maps, values));
          back.forEach((seen, index) => {
            const map = maps[index % maps.length];
            close(seen, values[index] ?? Number.NaN, map?.offset ?? 0);
          });
        }
      }),
      checked,
    );
  });

  it('gives a constant column scale 1, also where its mean cannot be computed exactly', () => {
    const constant = new Float64Array(7).fill(0.1);
    for (const output of ['linear', 'sigmoid'] as const) {
      const scaling = fitScaling('fit', constant, constant, new Uint8Array(7), output);
      expect(scaling.inputs[0]).to.deep.equal({ offset: 0.1, scale: 1 });
      expect(scaling.output.scale).to.equal(1);
      expect(applyScaling([scaling.output], constant)[0]).to.be.closeTo(output === 'linear' ? 0 : 0.5, 1e-12);
    }
  });
});
