import { expect } from 'chai';
import fc from 'fast-check';
import { float32, type Kernel, startKernel } from '../../kernel/index.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import type { Network } from '../../mlp/network.ts';
import { layout, pack } from '../../mlp/pack.ts';
import type { Space } from '../../mlp/space.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { anySpace, PAPER } from '../mlp/spaces.ts';

const COUNT = 5;
const ROWS = 17;

describe('kernel: evaluate', () => {
  let kernel: Kernel;
  before(async function () {
    this.timeout(120_000);
    kernel = await startKernel({ device: 'auto', threads: 1 });
  });
  after(() => kernel.close());

  /** Networks of every depth of the space: what the kernel computes, beside the float64 oracle. */
  async function compare(space: Space, label: string): Promise<void> {
    const x = points(space.inputs, label);
    for (const depth of space.depths) {
      const networks = Array.from({ length: COUNT }, (_, i) => generate(space, label, i, depth));
      const { size } = layout(space, depth);
      const packed = new Float32Array(COUNT * size);
      for (const [i, network] of networks.entries()) packed.set(pack(space, network), i * size);
      const { outputs } = (
        await kernel.call(
          'evaluate',
          { space, depth },
          { networks: float32(packed, COUNT, size), x: float32(x, ROWS, space.inputs) },
        )
      ).tensors;
      expect(outputs.shape).to.deep.equal([COUNT, space.outputs, ROWS]);
      networks.forEach((network, i) => {
        const truth = forward(space, network, Float64Array.from(x));
        expectClose(rowsFirst(outputs.data as Float32Array, i, space.outputs), network, truth);
      });
    }
  }

  it('is the float64 forward pass for networks of every depth, width, family and mixture, with and without bias', async () => {
    await fc.assert(
      fc.asyncProperty(anySpace, fc.nat({ max: 1000 }), (space, seed) => compare(space, `evaluate ${seed}`)),
      { seed: 1, numRuns: 60 },
    );
  });

  for (const [family, activation, output_activation, weight_range] of [
    ['sigmoid', 'sigmoid', 'linear', 10],
    ['leaky ReLU', 'leaky_relu', 'sigmoid', 3],
    ['linear', 'linear', 'sigmoid', 3],
  ] as const) {
    for (const bias of [false, true]) {
      it(`is the forward pass for the paper's ${family} networks ${bias ? 'with' : 'without'} bias`, () =>
        compare({ ...PAPER, activations: [activation], output_activation, weight_range, bias }, family));
    }
  }

  it('a wrong weight shows', async () => {
    const network = generate(PAPER, 'wrong', 0, 1);
    const x = points(3, 'wrong');
    const packed = pack(PAPER, network);
    const touched = packed.findIndex((weight) => weight !== 0);
    packed[touched] = (packed[touched] ?? 0) + 1;
    const { outputs } = (
      await kernel.call(
        'evaluate',
        { space: PAPER, depth: 1 },
        { networks: float32(packed, 1, packed.length), x: float32(x, ROWS, 3) },
      )
    ).tensors;
    const truth = forward(PAPER, network, Float64Array.from(x));
    const found = rowsFirst(outputs.data as Float32Array, 0, 1);
    expect(() => expectClose(found, network, truth)).to.throw('off by more');
  });
});

function points(inputs: number, label: string): Float32Array {
  const stream = openStream(`points ${label}`);
  return Float32Array.from({ length: ROWS * inputs }, () => uniform(stream, -1, 1));
}

/** Of network `i` in outputs [B, O, S]: [S, O]. */
function rowsFirst(outputs: Float32Array, i: number, count: number): number[] {
  const start = i * count * ROWS;
  return Array.from(
    { length: ROWS * count },
    (_, k) => outputs[start + (k % count) * ROWS + Math.floor(k / count)] ?? Number.NaN,
  );
}

/**
 * What float32 may differ by: a share of the network's largest output, and of its last sum where that cancels out.
 */
function tolerance({ weights }: Network, truth: Float64Array): number {
  const last = weights.at(-1) ?? new Float32Array();
  const sum = last.reduce((total, weight) => total + Math.abs(weight), 0);
  return 1e-4 * truth.reduce((most, value) => Math.max(most, Math.abs(value)), 0) + 1e-6 * sum;
}

function expectClose(actual: readonly number[], network: Network, truth: Float64Array): void {
  const allowed = tolerance(network, truth);
  const far = Array.from(truth.keys()).filter(
    (k) => !(Math.abs((actual[k] ?? NaN) - (truth[k] ?? NaN)) <= allowed),
  );
  expect(far, `outputs that are off by more than ${allowed}`).to.deep.equal([]);
}
