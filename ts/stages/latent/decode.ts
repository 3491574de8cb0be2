import { StageError } from '../../dag/operation.ts';
import { float32, KernelError } from '../../kernel/index.ts';
import { narrow } from '../../mlp/narrow.ts';
import { layout, unpack } from '../../mlp/pack.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { apart, encodePacked, split } from './encode.ts';
import type { OpenSpace } from './open-space.ts';
import type { LatentPoint } from './point.ts';
import { written } from './written.ts';

/** A network that a point was decoded to. */
export interface Decoded {
  readonly network: NetworkFile;
  /** The text of its network.json. */
  readonly text: string;
  readonly depth: number;
  /** How far its own point, encoded again, is from the one that was decoded. */
  readonly off: number;
}

/** How points are decoded. */
export interface Decoding {
  /** Hidden layers; null: as many as bring the network nearest to its point. */
  readonly depth: number | null;
  readonly refine_steps: number;
}

/** The network of each point, in the units of the point's columns. Points have as many inputs each. */
export async function decodePoints(
  open: OpenSpace,
  points: readonly LatentPoint[],
  { depth, refine_steps }: Decoding,
): Promise<Decoded[]> {
  for (const point of points) refuseOther(open, point);
  const { depths } = open.space;
  if (depth !== null && !depths.includes(depth))
    throw new StageError(`the space ${open.name} has no depth ${depth}, but ${depths.join(', ')}`, 'user');
  const tried = await Promise.all(
    (depth === null ? depths : [depth]).map((each) => decodeAt(open, points, each, refine_steps)),
  );
  return points.map((_, i) =>
    tried.map((all) => all[i] as Decoded).reduce((best, each) => (each.off < best.off ? each : best)),
  );
}

async function decodeAt(
  open: OpenSpace,
  points: readonly LatentPoint[],
  depth: number,
  refine_steps: number,
): Promise<Decoded[]> {
  const { kernel, handle, space } = open;
  const [first] = points;
  if (!first) return [];
  const inputs = first.inputs.length;
  const z = Float32Array.from(points.flatMap((point) => point.z));
  const { networks } = (
    await kernel
      .call('decode', { handle, depth, refine_steps }, { z: float32(z, points.length, first.z.length) })
      .catch((error: unknown) => {
        if (!(error instanceof KernelError && error.code === 'content')) throw error;
        throw new StageError(`the point of ${first.of} cannot be decoded: ${error.message}`, 'user');
      })
  ).tensors;
  const packed = networks.data as Float32Array;
  const seen = withoutInputs(open, depth, packed, inputs);
  const again = split(await encodePacked(open, inputs, depth, seen), points.length);
  const rows = split(packed, points.length);
  return points.map((point, i) => {
    const found = narrow(space, unpack(space, depth, rows[i] as Float32Array), inputs);
    const { name, sha256 } = point.space;
    const origin = { decoded_from: point.of, space: name, space_sha256: sha256 };
    const off = apart(again[i] as Float32Array, Float32Array.from(point.z));
    return { ...written(found, point, origin), depth, off };
  });
}

/** Packed networks without what leads from inputs that the points do not have: what is written of them. */
function withoutInputs(
  { space }: OpenSpace,
  depth: number,
  rows: Float32Array,
  inputs: number,
): Float32Array {
  const { size } = layout(space, depth);
  // The first layer's weights come first.
  const first = space.max_width * space.inputs;
  return rows.map((value, place) => {
    const column = place % size;
    return column < first && column % space.inputs >= inputs ? 0 : value;
  });
}

function refuseOther({ name, sha256, space }: OpenSpace, { space: own, z, inputs, of }: LatentPoint): void {
  if (own.sha256 !== sha256)
    throw new StageError(
      `the point of ${of} is of the space ${own.name}, not of ${name}: its file is another`,
      'user',
    );
  if (inputs.length > space.inputs)
    throw new StageError(
      `the point of ${of} has ${inputs.length} inputs, networks of the space ${space.inputs}`,
      'user',
    );
  if (z.some((value) => !Number.isFinite(value)))
    throw new StageError(`the point of ${of} has numbers that are not finite`, 'user');
}
