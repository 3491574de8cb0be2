import { drawPairs } from '../paper/similarity.ts';
import { drawPoints, functionDistance, type Points } from './domain.ts';
import { apart, encodeSubjects, split } from './encode.ts';
import { answersIn, encodedNetworks } from './generated.ts';
import type { OpenSpace } from './open-space.ts';
import { type Named, type Subject, scaleAlike, subjectsOf } from './subject.ts';

/** How far two networks are from each other. */
export interface LatentDistance {
  readonly space: string;
  /** Euclidean, in z. */
  readonly z: number;
  /** Root mean square difference of what the two compute, over the standard deviation of that, pooled. */
  readonly function: number;
  /** Share of random pairs of the generator's networks that are nearer, 0 to 1. */
  readonly nearer: { readonly z: number; readonly function: number };
  /** How many random pairs, of how many networks, of how many inputs. */
  readonly pairs: number;
  readonly networks: number;
  readonly inputs: number;
  /** The first of the random pairs. */
  readonly sample: readonly { readonly z: number; readonly function: number }[];
}

/** The distance as JSON: without the pairs that a picture shows. */
export function distanceJson({ sample: _, ...found }: LatentDistance): object {
  return found;
}

/** Where it is told how it goes; what `progress` throws ends it. */
export interface Hearing {
  readonly notice: (sentence: string) => void;
  readonly progress: (done: number, total: number, unit: string) => void;
}

/** Points of the domain at which functions are compared. */
const POINTS = 500;
/** Random pairs a random network. */
const PAIRS = 5;
/** Pairs that are shown. */
const SHOWN = 1000;

/** The distance of two networks, and where it lies among those of random ones. */
export async function distanceOf(
  open: OpenSpace,
  given: readonly [Named, Named],
  { networks, seed }: { readonly networks: number; readonly seed: number },
  hearing: Hearing,
): Promise<LatentDistance> {
  const [a, b] = comparable(open, given, hearing.notice) as [Subject, Subject];
  const [first, other] = await encodeSubjects(open, [a, b]);
  if (!first || !other) throw new Error('two networks were encoded');
  const inputs = Math.max(a.inputs.length, b.inputs.length);
  const points = comparedAt(inputs);
  const z = apart(first.z, other.z);
  const own = functionDistance(a.answers(points), b.answers(points));
  const random = await randomPairs(open, inputs, { networks, seed }, points, hearing);
  const share = (values: readonly number[], value: number) =>
    values.filter((each) => each < value).length / values.length;
  return {
    space: open.name,
    z,
    function: own,
    nearer: { z: share(random.z, z), function: share(random.function, own) },
    pairs: random.z.length,
    networks,
    inputs,
    sample: random.z
      .slice(0, SHOWN)
      .map((value, i) => ({ z: value, function: random.function[i] as number })),
  };
}

/** The networks as the space sees them; what makes a comparison doubtful is said. */
export function comparable(open: OpenSpace, given: readonly Named[], notice: Hearing['notice']): Subject[] {
  const subjects = subjectsOf(open, given);
  const names = (subject: Subject) => JSON.stringify(subject.inputs.map(({ name }) => name));
  if (new Set(subjects.map(names)).size > 1)
    notice('they take different columns: they are compared input by input, in their order');
  else if (!open.readsTables && !scaleAlike(given))
    notice(
      'they scale their columns differently: they are compared as the space sees them, each in its own units',
    );
  return subjects;
}

/** The points at which functions of so many inputs are compared. */
export function comparedAt(inputs: number): Points {
  return drawPoints('latent/points', POINTS, inputs);
}

async function randomPairs(
  open: OpenSpace,
  inputs: number,
  { networks, seed }: { readonly networks: number; readonly seed: number },
  points: Points,
  { progress }: Hearing,
): Promise<{ z: number[]; function: number[] }> {
  const label = `latent/pairs/${seed}`;
  const z: Float32Array[] = [];
  const answers: Float64Array[] = [];
  const told = (done: number) => progress(done, networks, 'network');
  for await (const batch of encodedNetworks(open, label, inputs, networks, told)) {
    z.push(...split(batch.z, batch.count));
    for (let i = 0; i < batch.count; i++) answers.push(answersIn(batch, i, points));
  }
  const { data } = drawPairs(`${label}/drawn`, networks, PAIRS * networks);
  const each = Array.from(
    { length: PAIRS * networks },
    (_, pair) => [data[2 * pair], data[2 * pair + 1]] as [number, number],
  );
  return {
    z: each.map(([i, j]) => apart(z[i] as Float32Array, z[j] as Float32Array)),
    function: each.map(([i, j]) => functionDistance(answers[i] as Float64Array, answers[j] as Float64Array)),
  };
}
