import { StageError } from '../dag/operation.ts';
import { plainColumns } from '../export/columns.ts';
import type { Kernel, Tensor } from '../kernel/index.ts';
import { float32 } from '../kernel/index.ts';
import { generate, generateBatch } from '../mlp/generate.ts';
import type { Network } from '../mlp/network.ts';
import type { NetworkFile, Space } from '../schema/types.ts';
import { written } from '../stages/latent/written.ts';
import { shippedSpaces, spaceFile } from '../stages/shipped-spaces.ts';
import { readSpaceFile } from '../stages/space/file.ts';
import { loadSpaceFile } from '../stages/space/load.ts';
import type { LivingKernel } from './living-kernel.ts';
import { shown } from './tensor-looks.ts';

/** A trained space in the kernel. N networks of one depth, P numbers each; Z latent numbers. */
export interface LoadedSpace {
  readonly name: string;
  readonly file: string;
  /** Of networks: inputs, depths, activations. */
  readonly space: Space;
  /** What the kernel calls it. */
  readonly handle: string;
  /** A random network of the space as a file has it, of inputs x1, x2, ... in [-1, 1]: what encode, distance and nearest take. */
  network(label: string, index: number, depth?: number): NetworkFile;
  /** Random networks of the space: [N, P], the same for the same label. */
  generate(label: string, count: number, depth: number): Tensor;
  /** [N, P] to [N, Z]. */
  encode(networks: Tensor, depth: number): Promise<Tensor>;
  /** [N, Z] to [N, P], hard networks. */
  decode(z: Tensor, depth: number): Promise<Tensor>;
}

/** The spaces that came along, by their names, or a file. Without a name: which there are. */
export function spaceLoader(kernel: LivingKernel) {
  return (named?: string): readonly string[] | Promise<LoadedSpace> =>
    named === undefined ? [...shippedSpaces().keys()] : load(kernel, named);
}

async function load(kernel: LivingKernel, name: string): Promise<LoadedSpace> {
  const file = spaceFile(name);
  const { space, autoencoder } = readSpaceFile(file).card;
  if (autoencoder.kind === 'table')
    throw new StageError(
      `${name} reads tables, not networks: give it to fit as space, or encode a table with it`,
      'user',
    );
  const handle = `space ${name}`;
  let holder: Kernel | undefined;
  const ready = async () => {
    const living = await kernel.living();
    if (living !== holder) await loadSpaceFile(living, handle, file);
    holder = living;
  };
  await ready();
  const ask = async (method: 'encode' | 'decode', content: object, tensors: Record<string, Tensor>) => {
    await ready();
    return (await kernel.call(method, { handle, ...content }, tensors)).tensors;
  };
  return {
    name,
    file,
    space,
    handle,
    network: (label, index, depth) => fileOf(space, generate(space, label, index, depth)),
    generate: (label, count, depth) => networksOf(space, label, count, depth),
    encode: async (networks, depth) => (await ask('encode', { depth }, { networks })).z as Tensor,
    decode: async (z, depth) => (await ask('decode', { depth, refine_steps: 0 }, { z })).networks as Tensor,
  };
}

function networksOf(space: Space, label: string, count: number, depth: number): Tensor {
  const rows = generateBatch(space, label, 0, count, { depth }).rows[space.depths.indexOf(depth)];
  if (!rows) throw new RangeError(`the space has no networks of depth ${depth}`);
  return shown(float32(rows, count, rows.length / count));
}

function fileOf(space: Space, network: Network): NetworkFile {
  const inputs = Array.from({ length: space.inputs }, (_, i) => {
    return { name: `x${i + 1}`, offset: 0, scale: 1, range: [-1, 1] };
  });
  return written({ space, network }, plainColumns(inputs, { name: 'y', offset: 0, scale: 1 }), {}).network;
}
