import { float32, type Kernel, type Tensor } from '../kernel/index.ts';
import { generateBatch } from '../mlp/generate.ts';
import type { SearchParameters, Space } from '../schema/types.ts';
import { median } from './median.ts';
import { searchParameters } from './parameters.ts';
import { type Results, result } from './result.ts';

/** The table, parted 5:3: what a search may see of 80,000 rows and more. */
const ROWS = { train: 50_000, validation: 30_000 };
const STARTS = 32;
const HANDLE = 'search';

/** Searches by preset swat through the autoencoder `handle` of the kernel. */
export async function* measureSearch(kernel: Kernel, handle: string, space: Space): Results {
  const base = { starts: STARTS };
  const taken = await searchStep(kernel, handle, space, searchParameters('swat', { latent: base }), 12);
  const about = `${STARTS} starts, all ${space.depths.length} depths of a start, ${ROWS.train} rows`;
  yield result('search.ms_per_start_step', taken / STARTS, 'ms', `${about}; a step ${taken.toFixed(1)} ms`);
  const variations = [{ starts: 8 }, { starts: 128 }, { rows: 500 }, { rows: 8000 }];
  for (const change of variations) {
    const latent = { ...base, ...change };
    const step = await searchStep(kernel, handle, space, searchParameters('swat', { latent }), 4);
    const [[name, value] = []] = Object.entries(change);
    yield result(`search.ms_per_start_step@${name}${value}`, step / latent.starts, 'ms', '');
  }
}

/** The first row alone, with the kernel's threads in its name. */
export async function* measureSearchThreads(kernel: Kernel, handle: string, space: Space): Results {
  const parameters = searchParameters('swat', { latent: { starts: STARTS } });
  const step = await searchStep(kernel, handle, space, parameters, 6);
  const name = `search.ms_per_start_step@threads${kernel.hello.threads}`;
  yield result(name, step / STARTS, 'ms', '');
}

/** Median milliseconds of a latent step; a request holds one look at the hard networks, as often as the search looks. */
async function searchStep(
  kernel: Kernel,
  autoencoder: string,
  space: Space,
  { latent, seed }: SearchParameters,
  seconds: number,
): Promise<number> {
  const tensors = { ...(await tableTensors(kernel, space)), ...startTensors(space, latent.starts) };
  await kernel.call('search_init', { handle: HANDLE, autoencoder, latent, seed }, tensors);
  const steps = latent.evaluate_every;
  const taken: number[] = [];
  try {
    await kernel.call('search_steps', { handle: HANDLE, steps });
    for (const end = performance.now() + seconds * 1000; performance.now() < end || taken.length < 3; ) {
      const begin = performance.now();
      await kernel.call('search_steps', { handle: HANDLE, steps });
      taken.push((performance.now() - begin) / steps);
    }
  } finally {
    await kernel.call('release', { handle: HANDLE });
  }
  return median(taken);
}

/** Rows of a teacher of the space, evenly spread. */
async function tableTensors(kernel: Kernel, space: Space) {
  const depth = space.depths[0] ?? 1;
  const teacher = generateBatch(space, 'bench/teacher', 0, 1, { depth }).rows[0] ?? new Float32Array();
  const networks = float32(teacher, 1, teacher.length);
  const part = async (first: number, count: number): Promise<readonly [Tensor, Tensor]> => {
    const x = spread(first, count, space.inputs);
    const { tensors } = await kernel.call('evaluate', { space, depth }, { networks, x });
    return [x, float32(tensors.outputs.data as Float32Array, count, 1)];
  };
  const [x_train, y_train] = await part(0, ROWS.train);
  const [x_validation, y_validation] = await part(ROWS.train, ROWS.validation);
  return { x_train, y_train, x_validation, y_validation };
}

/** Points `first` to `first + count - 1` of the additive recurrence with the roots of primes, in [-1, 1]. */
function spread(first: number, count: number, inputs: number): Tensor {
  const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
  const data = new Float32Array(count * inputs);
  for (let i = 0; i < data.length; i++) {
    const row = first + Math.floor(i / inputs) + 1;
    data[i] = 2 * ((row * Math.sqrt(primes[i % inputs] ?? 2)) % 1) - 1;
  }
  return float32(data, count, inputs);
}

function startTensors(space: Space, starts: number): Record<string, Tensor> {
  const { counts, rows } = generateBatch(space, 'bench/search', 0, starts);
  const named = space.depths.map((depth, d) => {
    const [count, packed] = [counts[d] ?? 0, rows[d] ?? new Float32Array()];
    return [`starts_${depth}`, float32(packed, count, packed.length / Math.max(1, count))] as const;
  });
  return Object.fromEntries(named.filter(([, { shape }]) => shape[0] !== 0));
}
