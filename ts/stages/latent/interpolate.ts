import { StageError } from '../../dag/operation.ts';
import { predict } from '../../export/predict.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { type Decoding, decodePoints } from './decode.ts';
import { comparable, type Hearing } from './distance.ts';
import { type Encoded, encodeSubjects } from './encode.ts';
import type { OpenSpace } from './open-space.ts';
import { type Picture, pictureOf } from './picture.ts';
import { pointOf } from './point.ts';
import { areAlike, type Named, type Subject } from './subject.ts';

/** Networks on the way from one to another, and a picture of what each of them answers. */
export interface Interpolation {
  readonly space: string;
  readonly frames: readonly Frame[];
  /** What the two answer themselves at the points of the picture. */
  readonly ends: readonly [readonly number[], readonly number[]];
  readonly picture: Picture;
}

export interface Frame {
  /** 0 at the first network, 1 at the second. */
  readonly way: number;
  readonly network: NetworkFile;
  readonly depth: number;
  /** How far its own point, encoded again, is from the one on the way. */
  readonly off: number;
  /** At the points of the picture, in the target's unit. */
  readonly answers: readonly number[];
}

/** The way from one network to another. Throws a StageError where they take other columns. */
export async function interpolationOf(
  open: OpenSpace,
  given: readonly [Named, Named],
  { frames, ...decoding }: Decoding & { readonly frames: number },
  { notice }: Hearing,
): Promise<Interpolation> {
  if (!areAlike(given))
    throw new StageError(
      `${given[0].name} and ${given[1].name} take other columns: there is no way between them`,
      'user',
    );
  const [a, b] = comparable(open, given, notice) as [Subject, Subject];
  const [from, to] = (await encodeSubjects(open, [a, b])) as [Encoded, Encoded];
  const { columns, missing } = a.network;
  const ways = Array.from({ length: frames }, (_, i) => i / (frames - 1));
  const points = ways.map((way) =>
    pointOf(open, `${a.name} to ${b.name}, ${way}`, between(from, to, way), {
      columns,
      ...(missing ? { missing } : {}),
    }),
  );
  const decoded = await decodePoints(open, points, decoding);
  const picture = pictureOf([a, b]);
  return {
    space: open.name,
    frames: decoded.map(({ network, depth, off }, i) => ({
      way: ways[i] as number,
      network,
      depth,
      off,
      answers: Array.from(predict(network, a.rows(picture.points))),
    })),
    ends: [Array.from(a.said(picture.points)), Array.from(b.said(picture.points))],
    picture,
  };
}

/** A point on the straight way; scales of columns go along. */
function between(from: Encoded, to: Encoded, way: number): Encoded {
  const mix = (one: number, other: number) => (1 - way) * one + way * other;
  const map = (
    one: { readonly offset: number; readonly scale: number },
    other: { readonly offset: number; readonly scale: number } | undefined,
  ) => ({
    offset: mix(one.offset, other?.offset ?? one.offset),
    scale: mix(one.scale, other?.scale ?? one.scale),
  });
  return {
    z: from.z.map((value, i) => mix(value, to.z[i] as number)),
    inputs: from.inputs.map((input, i) => ({ ...input, ...map(input, to.inputs[i]) })),
    output: { ...from.output, ...map(from.output, to.output) },
  };
}
