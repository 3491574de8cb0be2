import { selectRows } from '../../data/rows.ts';
import type { Scaling } from '../../data/scale.ts';
import { TEST, TRAIN, VALIDATION } from '../../data/split.ts';
import { constantBaseline, linearBaseline, type Parts, type Rows } from '../../export/baselines.ts';
import { type Columns, plainColumns } from '../../export/columns.ts';
import { buildDepthFronts, buildFront, type DepthFront, found } from '../../export/front.ts';
import { predict } from '../../export/predict.ts';
import { type Provenance, writeNetwork } from '../../export/write.ts';
import type { Reply } from '../../kernel/index.ts';
import { narrow } from '../../mlp/narrow.ts';
import { unpack } from '../../mlp/pack.ts';
import type { Front, NetworkFile, Space } from '../../schema/types.ts';
import type { SplitTable } from '../tables/table.ts';

/** A hard network as the kernel found it. */
export interface Candidate {
  readonly depth: number;
  readonly start: number;
  readonly nonzeros_raw: number;
  readonly packed: Float32Array;
}

/** Everything that the front of a search is measured with. */
export interface Question {
  readonly space: Space;
  readonly table: SplitTable;
  readonly scaling: Scaling;
  /** The chosen network's scores of the same search through an untrained space. */
  readonly untrained: Front['baselines']['untrained'];
  readonly seed: number;
}

/** Fronts, and the text of their networks' files, by the names they give them. */
export interface Measured {
  readonly front: Front;
  readonly depths: readonly DepthFront[];
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Measures the candidates as their files say them, in float64 and the table's units: selection by validation, report
 * on test. Null where none has a finite error.
 */
export function measureFront(question: Question, candidates: readonly Candidate[]): Measured | null {
  const { table, untrained } = question;
  const parts = partRows(table);
  const columns = columnsOf(question);
  const texts = new Map<string, string>();
  const truth = { validation: parts.validation.y, test: parts.test.y };
  const networks = candidates.map((candidate, i) => {
    const whole = unpack(question.space, candidate.depth, candidate.packed);
    const { space, network } = narrow(question.space, whole, columns.inputs.length);
    const text = writeNetwork(network, space, columns, provenanceOf(question, candidate));
    const file = `networks/${String(i).padStart(3, '0')}.json`;
    texts.set(file, text);
    const parsed: NetworkFile = JSON.parse(text);
    const { depth, start, nonzeros_raw } = candidate;
    return found({ depth, start, nonzeros_raw, ...sizes(parsed), file }, answers(parsed, parts), truth);
  });
  const baselines = { constant: constantBaseline(parts), ols: linearBaseline(parts), untrained };
  const about = { task: table.card.table, unit: table.card.unit, baselines };
  const front = buildFront(about, networks);
  if (!front) return null;
  const depths = buildDepthFronts(networks);
  // What no other network beats is beaten by none of its depth: the front's files are among them.
  const files = depths.flatMap(({ networks }) => networks.map(({ file }) => file));
  return { front, depths, files: new Map(files.map((file) => [file, texts.get(file) ?? ''])) };
}

/** The networks in the kernel's reply to `front`. */
export function candidates(space: Space, tensors: Reply<'front'>['tensors']): Candidate[] {
  return space.depths.flatMap((depth) => {
    const packed = tensors[`networks_${depth}`];
    if (!packed) return [];
    const [count = 0, size = 0] = packed.shape;
    const rows = packed.data as Float32Array;
    const number = (name: 'start' | 'nonzeros_raw', i: number) =>
      Number(tensors[`${name}_${depth}`]?.data[i]);
    return Array.from({ length: count }, (_, i) => ({
      depth,
      start: number('start', i),
      nonzeros_raw: number('nonzeros_raw', i),
      packed: rows.slice(i * size, (i + 1) * size),
    }));
  });
}

/** The rows of each part, in the table's units. */
export function partRows({ x, y, part }: SplitTable): Parts {
  const all = { count: part.length, x, y, group: null };
  const select = (wanted: number): Rows =>
    selectRows(
      all,
      Array.from(part.keys()).filter((row) => part[row] === wanted),
    );
  return { train: select(TRAIN), validation: select(VALIDATION), test: select(TEST) };
}

/** Least and greatest value of input `i` in the rows `x` [S, inputs]. */
export function rangeOf(x: Float64Array, i: number, inputs: number): [number, number] {
  const values = x.filter((_, place) => place % inputs === i);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [least, greatest];
}

function columnsOf({ table, scaling }: Question): Columns {
  const { inputs, target } = table.card;
  const { x } = partRows(table).train;
  const scaled = inputs.map((name, i) => ({
    name,
    offset: 0,
    scale: 1,
    ...scaling.inputs[i],
    range: rangeOf(x, i, inputs.length),
  }));
  return plainColumns(scaled, { name: target, ...scaling.output });
}

function provenanceOf({ table, seed }: Question, { depth, start }: Candidate): Provenance {
  return { table: table.card.table, split_seed: table.card.seed, seed, depth, start };
}

function sizes({ nonzeros, layers }: NetworkFile) {
  return { nonzeros, neurons: layers.slice(0, -1).map(({ weights }) => weights.length) };
}

/** In the table's units. */
function answers(network: NetworkFile, { validation, test }: Parts) {
  return { validation: predict(network, validation.x), test: predict(network, test.x) };
}
