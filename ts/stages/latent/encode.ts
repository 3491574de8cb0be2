import { type Affine, applyScaling, standardInputs, standardise } from '../../data/scale.ts';
import { float32, type Tensor } from '../../kernel/index.ts';
import { layout } from '../../mlp/pack.ts';
import type { NetworkInput, ScaledColumn } from '../../schema/types.ts';
import { drawPoints, type Points } from './domain.ts';
import type { OpenSpace } from './open-space.ts';
import type { Subject } from './subject.ts';

/** A point of a space, and what its inputs and its output are in the units of columns. */
export interface Encoded {
  /** [Z] */
  readonly z: Float32Array;
  readonly inputs: readonly NetworkInput[];
  readonly output: ScaledColumn;
}

/** Points at which a network answers that is read as a table: as many as in the training of such spaces. */
const PROBES = 128;
/** The greatest of numbers uniform in [-1, 1], in their standard deviations. */
export const REACH = Math.sqrt(3);

/** The points of networks. */
export async function encodeSubjects(open: OpenSpace, subjects: readonly Subject[]): Promise<Encoded[]> {
  if (open.readsTables) return Promise.all(subjects.map((subject) => encodeAnswers(open, subject)));
  return Promise.all(
    subjects.map(async ({ network, inputs, packed }) => {
      const { depth, row } = packed as NonNullable<Subject['packed']>;
      const [z] = split(await encodePacked(open, inputs.length, depth, row), 1);
      return { z: z as Float32Array, inputs, output: network.outputs[0] as ScaledColumn };
    }),
  );
}

async function encodeAnswers(open: OpenSpace, subject: Subject): Promise<Encoded> {
  const points = probes(subject.inputs.length);
  const { z, inputs, output } = await encodeRows(open, subject.rows(points), subject.answers(points));
  return {
    z,
    inputs: subject.inputs.map((input, i) => ({ ...input, ...(inputs[i] as Affine) })),
    output: { ...(subject.network.outputs[0] as ScaledColumn), ...output },
  };
}

/** The point of a table x [S, C], y [S], and the maps under which its columns have mean 0 and variance 1. */
export async function encodeRows(
  { kernel, handle }: OpenSpace,
  x: Float64Array,
  y: Float64Array,
): Promise<{ z: Float32Array; inputs: readonly Affine[]; output: Affine }> {
  const inputs = standardInputs(x, new Float64Array(y.length).fill(1));
  const output = standardise(y);
  const { z } = (
    await kernel.call(
      'encode_tables',
      { handle },
      {
        x: float32(Float32Array.from(applyScaling(inputs, x)), 1, y.length, inputs.length),
        y: float32(Float32Array.from(applyScaling([output], y)), 1, y.length),
      },
    )
  ).tensors;
  return { z: z.data as Float32Array, inputs, output };
}

/**
 * The points, [B, Z], of networks that are packed as the space's are, [B, P], and of which the first `inputs` inputs vary. A
 * space that reads tables reads their answers where inputs have variance 1.
 */
export async function encodePacked(
  { kernel, handle, space, readsTables }: OpenSpace,
  inputs: number,
  depth: number,
  rows: Float32Array,
): Promise<Float32Array> {
  const count = countOf(rows, space, depth);
  const networks = float32(rows, count, rows.length / count);
  if (!readsTables) {
    const { z } = (await kernel.call('encode', { handle, depth }, { networks })).tensors;
    return z.data as Float32Array;
  }
  const points = probes(inputs);
  const reached = points.x.map((value) => REACH * value);
  const padded = new Float32Array(points.count * space.inputs);
  for (let row = 0; row < points.count; row++) {
    padded.set(reached.subarray(row * inputs, (row + 1) * inputs), row * space.inputs);
  }
  const { outputs } = (
    await kernel.call(
      'evaluate',
      { space, depth },
      { networks, x: float32(padded, points.count, space.inputs) },
    )
  ).tensors;
  const { z } = (
    await kernel.call(
      'encode_tables',
      { handle },
      { x: repeated(reached, count, points), y: { ...outputs, shape: [count, points.count] } },
    )
  ).tensors;
  return z.data as Float32Array;
}

function probes(inputs: number): Points {
  return drawPoints('latent/probes', PROBES, inputs);
}

function repeated(x: Float64Array, times: number, { count, inputs }: Points): Tensor {
  const data = new Float32Array(times * x.length);
  for (let copy = 0; copy < times; copy++) data.set(x, copy * x.length);
  return float32(data, times, count, inputs);
}

function countOf(rows: Float32Array, space: OpenSpace['space'], depth: number): number {
  return rows.length / layout(space, depth).size;
}

/** The rows of a matrix of `count` rows. */
export function split(matrix: Float32Array, count: number): Float32Array[] {
  const width = matrix.length / count;
  return Array.from({ length: count }, (_, row) => matrix.slice(row * width, (row + 1) * width));
}

/** Euclidean distance of two points. */
export function apart(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}
