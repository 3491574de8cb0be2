import { StageError } from '../../dag/operation.ts';
import { fitLinear } from '../../export/ols.ts';
import { float32 } from '../../kernel/index.ts';
import type { SearchPath } from '../search/path.ts';
import { comparedAt, type Hearing } from './distance.ts';
import { type Points, variance } from './domain.ts';
import { encodeSubjects } from './encode.ts';
import { answersIn, encodedNetworks } from './generated.ts';
import type { OpenSpace } from './open-space.ts';
import { areAlike, type Named, type Subject, subjectsOf } from './subject.ts';

/** Random networks of a space, and found ones among them, along the two directions in which the random ones differ most. */
export interface LatentMap {
  readonly space: string;
  readonly inputs: number;
  /** Of the variance of random networks' points, that along each of the two directions. */
  readonly shares: readonly [number, number];
  readonly random: readonly Mapped[];
  readonly found: readonly (Mapped & { readonly name: string; readonly nonzeros: number })[];
  /** Where searches through the space went, from their first step to their last. */
  readonly paths: readonly MappedPath[];
  /** Networks that do not fit the space, and the first one's reason. */
  readonly misfits: number;
  readonly misfit: string | null;
}

/** The way of one start of a search. */
export interface MappedPath {
  readonly name: string;
  readonly depth: number;
  readonly points: readonly { readonly step: number; readonly x: number; readonly y: number }[];
}

/** The path of a search, and what it is called in sentences. */
export interface NamedPath {
  readonly name: string;
  readonly path: SearchPath;
}

/** A network's place, and what it does. */
export interface Mapped {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
  /** Standard deviation of its answers over the domain, in its own units; 1 of all where a space reads tables. */
  readonly spread: number;
  /** Share of their variance that no straight line tells. */
  readonly bend: number;
}

/** What is marked in a map. */
export interface Marked {
  readonly networks: readonly Named[];
  readonly paths: readonly NamedPath[];
}

/** The map of a space, with networks of the same columns and the paths of searches marked in it. */
export async function mapOf(
  open: OpenSpace,
  { networks: named, paths }: Marked,
  { networks, seed }: { readonly networks: number; readonly seed: number },
  { progress, notice }: Hearing,
): Promise<LatentMap> {
  const { fitting, misfits, misfit } = fittingOf(open, named);
  const inputs = fitting[0]?.inputs.length ?? open.space.inputs;
  const points = comparedAt(inputs);
  const told = (done: number) => progress(done, networks, 'network');
  const random: { z: Float32Array; depth: number; answers: Float64Array }[] = [];
  for await (const batch of encodedNetworks(open, `latent/map/${seed}`, inputs, networks, told)) {
    const width = batch.z.length / batch.count;
    for (let i = 0; i < batch.count; i++) {
      const z = batch.z.slice(i * width, (i + 1) * width);
      random.push({ z, depth: batch.depth, answers: answersIn(batch, i, points) });
    }
  }
  const place = await axesOf(
    open,
    random.map(({ z }) => z),
  );
  const encoded = await encodeSubjects(open, fitting);
  return {
    space: open.name,
    inputs,
    shares: place.shares,
    random: random.map(({ z, depth, answers }) => ({ ...place.of(z), depth, ...behaviour(points, answers) })),
    found: fitting.map((subject, i) => ({
      name: subject.name,
      nonzeros: subject.network.nonzeros,
      ...place.of(encoded[i]?.z as Float32Array),
      depth: subject.network.layers.length - 1,
      ...behaviour(points, subject.answers(points)),
    })),
    paths: pathsIn(open, paths, notice).map(({ name, path: { depth, steps, z } }) => ({
      name,
      depth,
      points: z.map((point, k) => ({ step: steps[k] as number, ...place.of(point) })),
    })),
    misfits,
    misfit,
  };
}

/** Those of the paths that lie in the space. */
function pathsIn(
  { name, sha256 }: OpenSpace,
  all: readonly NamedPath[],
  notice: Hearing['notice'],
): readonly NamedPath[] {
  const own = all.filter(({ path }) => path.space === sha256);
  const other = all.find(({ path }) => path.space !== sha256);
  if (other) notice(`${other.name} searched another space than ${name}: its path is not drawn`);
  return own;
}

/** Those of the networks that fit the space and take the columns of the first one that does. */
function fittingOf(open: OpenSpace, named: readonly Named[]) {
  const fitting: Subject[] = [];
  let misfit: string | null = null;
  for (const one of named) {
    try {
      const [first] = fitting;
      if (first && !areAlike([first, one])) throw new StageError(`${one.name} takes other columns`, 'user');
      fitting.push(...subjectsOf(open, [one]));
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      misfit ??= error.message;
    }
  }
  if (fitting.length === 0 && misfit !== null) throw new StageError(misfit, 'user');
  // Seen by the same inputs, where they have more than the space.
  const all = fitting.length === 0 ? [] : subjectsOf(open, fitting);
  return { fitting: all, misfits: named.length - all.length, misfit };
}

/** The two directions in which points differ most: where a point lies along them. */
async function axesOf({ kernel }: OpenSpace, points: readonly Float32Array[]) {
  const width = points[0]?.length ?? 0;
  const z = new Float32Array(points.length * width);
  points.forEach((point, i) => {
    z.set(point, i * width);
  });
  const { mean, axes, shares } = (
    await kernel.call('principal_axes', { axes: 2 }, { z: float32(z, points.length, width) })
  ).tensors;
  const along = (axis: number) => (point: Float32Array) =>
    point.reduce(
      (sum, value, i) => sum + (value - Number(mean.data[i])) * Number(axes.data[axis * width + i]),
      0,
    );
  const [x, y] = [along(0), along(1)];
  return {
    shares: [Number(shares.data[0]), Number(shares.data[1])] as const,
    of: (point: Float32Array) => ({ x: x(point), y: y(point) }),
  };
}

function behaviour({ x, inputs }: Points, answers: Float64Array): Pick<Mapped, 'spread' | 'bend'> {
  const whole = variance(answers);
  if (!(whole > 0)) return { spread: 0, bend: 0 };
  const { intercept, coefficients } = fitLinear(x, answers);
  const left = answers.map((value, row) =>
    coefficients.reduce((sum, slope, i) => sum - slope * (x[row * inputs + i] as number), value - intercept),
  );
  return { spread: Math.sqrt(whole), bend: Math.min(1, variance(left) / whole) };
}
