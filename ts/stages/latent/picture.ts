import { drawPoints, type Points } from './domain.ts';
import type { Subject } from './subject.ts';

/** Where functions are shown: along one input, or over two of them, what else they take in the middle of its range. */
export interface Picture {
  /** The inputs that vary, the last one fastest. */
  readonly axes: readonly Axis[];
  /** Inputs that stay in the middle of their ranges, by their names. */
  readonly fixed: readonly string[];
  /** In the space's domain. */
  readonly points: Points;
}

export interface Axis {
  readonly name: string;
  /** Values, in the column's unit. */
  readonly least: number;
  readonly greatest: number;
  readonly count: number;
}

/** Values along one input, and along each of two. */
const CURVE = 61;
const SIDE = 21;
/** Rows by which it is seen which inputs matter. */
const LOOKED_AT = 100;

/** Of networks that are seen by the same inputs: the picture over the two that matter most to any of them. */
export function pictureOf(subjects: readonly Subject[]): Picture {
  const [first] = subjects;
  if (!first) throw new RangeError('no network to be shown');
  const inputs = first.inputs.length;
  const effects = first.inputs.map((_, i) => Math.max(...subjects.map((subject) => effectOf(subject, i))));
  const order = effects.map((_, i) => i).sort((a, b) => (effects[b] as number) - (effects[a] as number));
  const shown = order.slice(0, 2).sort((a, b) => a - b);
  const count = shown.length === 1 ? CURVE : SIDE;
  const total = count ** shown.length;
  const x = new Float64Array(total * inputs);
  for (let row = 0; row < total; row++) {
    shown.forEach((input, axis) => {
      const step = Math.floor(row / count ** (shown.length - 1 - axis)) % count;
      x[row * inputs + input] = (2 * step) / (count - 1) - 1;
    });
  }
  const corner = (value: number) => first.rows({ count: 1, inputs, x: new Float64Array(inputs).fill(value) });
  const [least, greatest] = [corner(-1), corner(1)];
  const name = (i: number) => first.inputs[i]?.name ?? '';
  return {
    axes: shown.map((i) => ({
      name: name(i),
      least: least[i] as number,
      greatest: greatest[i] as number,
      count,
    })),
    fixed: order.filter((i) => !shown.includes(i)).map(name),
    points: { count: total, inputs, x },
  };
}

/** Mean change of the answer where an input goes from one end to the other. */
function effectOf(subject: Subject, input: number): number {
  const points = drawPoints('latent/picture', LOOKED_AT, subject.inputs.length);
  const at = (value: number) =>
    subject.answers({
      ...points,
      x: points.x.map((own, place) => (place % points.inputs === input ? value : own)),
    });
  const [low, high] = [at(-1), at(1)];
  return low.reduce((sum, value, i) => sum + Math.abs((high[i] as number) - value), 0) / low.length;
}
