import { expect } from 'chai';
import { flashOf } from '../../commands/flash.ts';
import { budgetIn, deviceCostOf } from '../../export/device.ts';
import { programOf } from '../../export/program.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { needsArm } from './forms/cortex.ts';
import { plainNetwork } from './plain-network.ts';

/** A network of `inputs` inputs and `neurons` tanh neurons, all linked. */
function network(inputs: number, neurons: number): NetworkFile {
  const weight = (i: number) => Math.fround(Math.sin(7.1 * i + 1));
  const hidden = Array.from({ length: neurons }, (_, j) =>
    Array.from({ length: inputs }, (_, i) => weight(j * inputs + i)),
  );
  const columns = Array.from({ length: inputs }, (_, i) => ({
    name: `x${i}`,
    offset: i,
    scale: 2,
    range: [-5, 5] as [number, number],
  }));
  return plainNetwork(columns, { name: 'y', offset: 3, scale: 2 }, [
    { weights: hidden, bias: hidden.map((_, j) => weight(j + 100)), activations: hidden.map(() => 'tanh') },
    { weights: [hidden.map((_, j) => weight(j + 50))], bias: [0.5], activations: ['linear'] },
  ]);
}

describe('what a network takes on a device', () => {
  it('is estimated as the compiler has it, within an eighth', function () {
    needsArm(this);
    for (const [inputs, neurons] of [
      [1, 2],
      [3, 4],
      [6, 7],
    ] as const) {
      const program = programOf(network(inputs, neurons));
      const [m0] = flashOf(program);
      const { bytes } = deviceCostOf(program);
      expect(bytes / (m0?.q15 ?? Number.NaN)).to.be.within(0.875, 1.125);
    }
  });

  it('grows with links, and less than by the whole where parts are shared', () => {
    const [small, large] = [network(2, 2), network(2, 6)].map((file) => deviceCostOf(programOf(file)));
    expect(large?.bytes).to.be.above(small?.bytes ?? Number.NaN);
    expect(large?.bytes).to.be.below(3 * (small?.bytes ?? Number.NaN));
    expect(large?.cycles).to.be.above(2 * (small?.cycles ?? Number.NaN));
  });

  it('is held against bytes, of which a kB has 1024, or cycles', () => {
    expect(budgetIn('2kB')).to.deep.equal({ of: 'bytes', most: 2048 });
    expect(budgetIn('700 B')).to.deep.equal({ of: 'bytes', most: 700 });
    expect(budgetIn('1.5kB').most).to.equal(1536);
    expect(budgetIn('500cycles')).to.deep.equal({ of: 'cycles', most: 500 });
  });
});
