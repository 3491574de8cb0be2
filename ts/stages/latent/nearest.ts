import { StageError } from '../../dag/operation.ts';
import { standardise } from '../../data/scale.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { comparedAt, type Hearing } from './distance.ts';
import { functionDistance } from './domain.ts';
import { apart, type Encoded, encodeSubjects } from './encode.ts';
import { type EncodedBatch, encodedNetworks, networkIn, rawAnswers } from './generated.ts';
import type { OpenSpace } from './open-space.ts';
import { type Picture, pictureOf } from './picture.ts';
import { areAlike, type Named, type Subject, subjectIn, subjectsOf } from './subject.ts';
import { written } from './written.ts';

/** A network near another one. */
export interface Neighbour {
  /** Its file, or which of the generator's networks it is. */
  readonly name: string;
  readonly z: number;
  readonly function: number;
  readonly depth: number;
  readonly nonzeros: number;
  readonly network: NetworkFile;
  /** At the points of the picture, in the target's unit. */
  readonly answers: readonly number[];
}

export interface Nearest {
  readonly space: string;
  /** The nearest first. */
  readonly neighbours: readonly Neighbour[];
  /** Among how many it was looked for, and how many more do not fit the space, with the first one's reason. */
  readonly among: number;
  readonly misfits: number;
  readonly misfit: string | null;
  readonly picture: Picture;
  /** What the one answers itself, at the points of the picture. */
  readonly answers: readonly number[];
}

/** The nearest as JSON: without what the picture shows. */
export function nearestJson({ picture: _, answers: __, neighbours, ...found }: Nearest) {
  return { ...found, neighbours: neighbours.map(({ answers: ___, ...neighbour }) => neighbour) };
}

/** The `count` networks of `others` that are nearest to one in z, of all that fit the space and take its columns. */
export async function nearestOf(
  open: OpenSpace,
  one: Named,
  others: readonly Named[],
  count: number,
): Promise<Nearest> {
  const [own] = subjectsOf(open, [one]) as [Subject];
  const all: Subject[] = [];
  let misfit: string | null = null;
  for (const other of others) {
    const seen = seenLike(open, own, other);
    if (typeof seen === 'string') misfit ??= seen;
    else all.push(seen);
  }
  const [at, ...places] = await encodeSubjects(open, [own, ...all]);
  const points = comparedAt(own.inputs.length);
  const truth = own.answers(points);
  const near = all
    .map((subject, i) => ({ subject, z: apart(at?.z as Float32Array, places[i]?.z as Float32Array) }))
    .sort((a, b) => a.z - b.z)
    .slice(0, count)
    .map(({ subject, z }) => ({
      subject,
      z,
      function: functionDistance(truth, subject.answers(points)),
      depth: subject.network.layers.length - 1,
    }));
  const misfits = others.length - all.length;
  return { space: open.name, ...shown(own, near), among: all.length, misfits, misfit };
}

type Near = Pick<Neighbour, 'z' | 'function' | 'depth'> & { readonly subject: Subject };

/** The neighbours, and a picture of what they answer beside the one. */
function shown(own: Subject, near: readonly Near[]): Pick<Nearest, 'neighbours' | 'picture' | 'answers'> {
  const picture = pictureOf([own, ...near.map(({ subject }) => subject)]);
  const neighbours = near.map(({ subject, ...distances }): Neighbour => {
    const { name, network } = subject;
    const answers = Array.from(subject.said(picture.points));
    return { name, ...distances, nonzeros: network.nonzeros, network, answers };
  });
  return { neighbours, picture, answers: Array.from(own.said(picture.points)) };
}

/** Another network in the view of one, or why it cannot be compared with it. */
function seenLike(open: OpenSpace, own: Subject, other: Named): Subject | string {
  if (!areAlike([own, other])) return `${other.name} takes other columns`;
  try {
    return subjectIn(open, own.view, other);
  } catch (error) {
    if (error instanceof StageError) return error.message;
    throw error;
  }
}

/** The `count` of `networks` random ones that are nearest to a network in z: all are compared. */
export async function nearestGenerated(
  open: OpenSpace,
  one: Named,
  { count, networks, seed }: { readonly count: number; readonly networks: number; readonly seed: number },
  { progress }: Hearing,
): Promise<Nearest> {
  const [own] = subjectsOf(open, [one]) as [Subject];
  const [at] = await encodeSubjects(open, [own]);
  if (!at) throw new Error('one network was encoded');
  const inputs = own.inputs.length;
  const points = comparedAt(inputs);
  const truth = own.answers(points);
  let best: Candidate[] = [];
  const told = (done: number) => progress(done, networks, 'network');
  const label = `latent/nearest/${seed}`;
  for await (const batch of encodedNetworks(open, label, inputs, networks, told)) {
    best = nearer(best, batch, at.z, count);
  }
  const near = best.map(({ batch, i, z }, place): Near => {
    const named = { name: `generated-${place + 1}`, network: fileOf(batch, i, own, at) };
    const subject = subjectIn(open, own.view, named);
    return { subject, z, function: functionDistance(truth, subject.answers(points)), depth: batch.depth };
  });
  return { space: open.name, ...shown(own, near), among: networks, misfits: 0, misfit: null };
}

interface Candidate {
  readonly batch: EncodedBatch;
  readonly i: number;
  readonly z: number;
}

function nearer(
  best: readonly Candidate[],
  batch: EncodedBatch,
  z: Float32Array,
  count: number,
): Candidate[] {
  const found = Array.from({ length: batch.count }, (_, i) => {
    return { batch, i, z: apart(z, batch.z.subarray(i * z.length, (i + 1) * z.length)) };
  });
  return [...best, ...found].sort((a, b) => a.z - b.z).slice(0, count);
}

/**
 * A random network that takes and answers what `like` does. A space that reads tables sees answers of mean 0 and variance 1:
 * these mean the target's.
 */
function fileOf(batch: EncodedBatch, i: number, { network, inputs }: Subject, at: Encoded): NetworkFile {
  const { columns, missing } = network;
  const answered = batch.readsTables
    ? standardise(rawAnswers(batch, i, comparedAt(inputs.length)))
    : { offset: 0, scale: 1 };
  const { name, offset, scale } = at.output;
  const output = {
    name,
    offset: offset - (answered.offset / answered.scale) * scale,
    scale: scale / answered.scale,
  };
  const own = { columns, inputs: [...at.inputs], outputs: [output], ...(missing ? { missing } : {}) };
  const origin = { from: 'random networks of a space' };
  return written({ space: batch.space, network: networkIn(batch, i) }, own, origin).network;
}
