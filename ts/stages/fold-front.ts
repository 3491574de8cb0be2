import { invertScaling, type Scaling } from '../data/scale.ts';
import { chooseByFolds, type Kind } from '../export/choose.ts';
import { plainColumns } from '../export/columns.ts';
import { buildDepthFronts, type DepthFront, type Found } from '../export/front.ts';
import { distrust, pointsBetween } from '../export/guards.ts';
import {
  conformalInterval,
  huberBend,
  type LeftOut,
  leftOutMeasures,
  rowErrors,
  spreadOf,
  varianceOf,
  weighted,
} from '../export/left-out.ts';
import { measure } from '../export/measure.ts';
import { predict } from '../export/predict.ts';
import { writeNetwork } from '../export/write.ts';
import type { FoldCandidate, Reply } from '../kernel/index.ts';
import { narrow, widen } from '../mlp/narrow.ts';
import type { Network } from '../mlp/network.ts';
import { layout, unpack } from '../mlp/pack.ts';
import { trim } from '../mlp/trim.ts';
import type { Front, FrontNetwork, NetworkFile, SearchParameters, Space } from '../schema/types.ts';
import { foldBaselines } from './fold-baselines.ts';
import type { FoldRows } from './fold-rows.ts';
import { partRows, rangeOf } from './search-front.ts';
import type { SplitTable } from './table.ts';

/** The networks of a kind: their space, and how its columns are scaled. */
export interface FoldSpace {
  readonly space: Space;
  readonly scaling: Scaling;
}

/** Everything that a front is measured with. */
export interface FoldQuestion {
  readonly table: SplitTable;
  readonly rows: FoldRows;
  readonly parameters: SearchParameters;
  /** Most numbers of a network. */
  readonly most: number;
  /** By the number of a kind, -1 for lines. */
  readonly spaceOf: (kind: number) => FoldSpace;
  readonly untrained: Front['baselines']['untrained'];
}

export interface FoldFront {
  readonly front: Front;
  readonly depths: readonly DepthFront[];
  readonly files: ReadonlyMap<string, string>;
}

/** A candidate as its file says it. */
interface Member extends Found {
  /** [U]: what decides of each left-out row. */
  readonly errors: Float64Array;
  readonly text: string;
  readonly network: NetworkFile;
  /** Standard deviation of the rows about it, in the target's unit. */
  readonly noise: number;
  readonly leftOut: LeftOut;
}

/** A network whose own errors are so much above the left-out ones sits in a poor minimum that the folds' did not. */
const POOR = 1.5;

/**
 * Measures what a search over folds found as the files say it, in float64 and the table's units: errors on left-out rows
 * select, test rows report. Null where nothing has a finite error.
 */
export function measureFoldFront(question: FoldQuestion, found: Reply<'folds_found'>): FoldFront | null {
  const { table, rows, parameters, most } = question;
  const { counts } = rows.rows;
  const isKept = ({ depth, nonzeros }: Member) =>
    nonzeros <= most && (nonzeros > 0 || depth === 0 || !parameters.folds.lines);
  const members = membersOf(question, found).filter(isKept);
  const sound = members.filter(
    ({ noise, leftOut }) => noise ** 2 <= POOR * weighted(rowErrors(leftOut), counts) + 1e-300,
  );
  const trusted = parameters.folds.guards ? withoutCliffs(sound, rows) : sound;
  const choice = chooseByFolds(trusted, counts, parameters.folds);
  if (!choice) return null;
  const networks = paretoSetWith(choice.chosen, trusted, counts);
  const { folds, repeats } = rows.views;
  const front: Front = {
    task: table.card.table,
    unit: table.card.unit,
    networks: networks.map(publicPart),
    chosen: networks.indexOf(choice.chosen),
    selection: {
      by: 'folds',
      rule: choice.kind,
      reason: reasonOf(choice.kind, question),
      folds,
      repeats,
      most_nonzeros: most,
      distrusted: sound.length - trusted.length,
      noise: choice.chosen.noise,
    },
    baselines: {
      ...foldBaselines(rows.rows, rows.views, partRows(table).test),
      untrained: question.untrained,
    },
  };
  const depths = buildDepthFronts(trusted).map((depth) => ({
    ...depth,
    networks: depth.networks.map(publicPart),
  }));
  const kept = new Set([...networks, ...depths.flatMap((depth) => depth.networks)].map(({ file }) => file));
  const files = new Map(members.filter(({ file }) => kept.has(file)).map(({ file, text }) => [file, text]));
  return { front, depths, files };
}

function membersOf(question: FoldQuestion, found: Reply<'folds_found'>): Member[] {
  const { candidates } = found.content;
  const leftOut = candidates.map(({ kind }, i) => leftOutOf(question, kind, found, i));
  const bend = question.rows.loss === 'huber' ? huberBend(leftOut) : null;
  return candidates.flatMap((candidate, i) => {
    const answers = leftOut[i] as LeftOut;
    const errors = rowErrors(answers, bend);
    return errors.every((error) => !Number.isFinite(error))
      ? []
      : [member(question, candidate, packedOf(found, i), answers, errors, i)];
  });
}

function member(
  question: FoldQuestion,
  candidate: FoldCandidate,
  packed: Float32Array,
  leftOut: LeftOut,
  errors: Float64Array,
  index: number,
): Member {
  const { table, rows } = question;
  const { scaling } = question.spaceOf(candidate.kind);
  const { text, nonzeros_raw } = fileOf(question, candidate, packed, leftOut);
  const network: NetworkFile = JSON.parse(text);
  const { test } = partRows(table);
  return {
    depth: candidate.depth,
    start: candidate.start,
    nonzeros: network.nonzeros,
    nonzeros_raw,
    neurons: network.layers.slice(0, -1).map(({ weights }) => weights.length),
    validation: leftOutMeasures(leftOut),
    test: measure({ prediction: predict(network, test.x), truth: test.y }),
    spread: spreadOf(rowErrors(leftOut), rows.rows.counts),
    standard_error: spreadOf(errors, rows.rows.counts),
    fvu: weighted(errors, rows.rows.counts) / varianceOf(leftOut),
    file: `networks/${String(index).padStart(3, '0')}.json`,
    text,
    network,
    errors,
    leftOut,
    noise: candidate.noise * scaling.output.scale,
  };
}

/** What networks that had not seen the rows answered to them, in the table's units. */
function leftOutOf(
  { rows, spaceOf }: FoldQuestion,
  kind: number,
  { tensors }: Reply<'folds_found'>,
  index: number,
): LeftOut {
  const size = rows.views.held.length;
  const scaled = Float64Array.from(
    (tensors.left_out.data as Float32Array).subarray(index * size, (index + 1) * size),
  );
  const prediction = invertScaling([spaceOf(kind).scaling.output], scaled);
  return { prediction, truth: rows.rows.y, counts: rows.rows.counts };
}

function packedOf({ tensors }: Reply<'folds_found'>, index: number): Float32Array {
  const size = tensors.networks.shape[1] ?? 0;
  return (tensors.networks.data as Float32Array).slice(index * size, (index + 1) * size);
}

/** The text of the candidate's file, its intercept in the target's offset; and its raw count. */
function fileOf(
  { table, rows, spaceOf, parameters }: FoldQuestion,
  { kind, depth, start }: FoldCandidate,
  packed: Float32Array,
  leftOut: LeftOut,
): { text: string; nonzeros_raw: number } {
  const { space, scaling } = spaceOf(kind);
  const whole = unpack(space, depth, packed.slice(0, layout(space, depth).size));
  const seen = narrow(space, whole, rows.seen.length);
  const { space: wide, network } = widen(seen.space, seen.network, rows.seen, table.card.inputs.length);
  const { network: centred, intercept } = withoutIntercept(wide, network);
  const { inputs, target } = table.card;
  const { offset, scale } = scaling.output;
  const scaled = inputs.map((name, i) => ({
    name,
    offset: 0,
    scale: 1,
    ...scaling.inputs[i],
    range: rangeOf(rows.rows.x, i, inputs.length),
  }));
  const columns = plainColumns(scaled, { name: target, offset: offset + intercept * scale, scale });
  const provenance = {
    table: table.card.table,
    split_seed: table.card.seed,
    seed: parameters.seed,
    depth,
    start,
    kind,
  };
  const text = writeNetwork(centred, wide, columns, provenance, conformalInterval(leftOut));
  return { text, nonzeros_raw: trim(wide, centred).nonzeros_raw };
}

/** The network without the bias of a linear output, and that bias: it is an offset of the target. */
function withoutIntercept(
  { output_activation }: Space,
  network: Network,
): { network: Network; intercept: number } {
  const biases = network.biases;
  if (!biases || output_activation !== 'linear') return { network, intercept: 0 };
  const intercept = biases.at(-1)?.[0] ?? 0;
  return { network: { ...network, biases: [...biases.slice(0, -1), new Float32Array(1)] }, intercept };
}

/** Without networks that are not to be trusted; all of them where none is. */
function withoutCliffs(members: readonly Member[], { rows }: FoldRows): readonly Member[] {
  const points = pointsBetween(rows);
  const trusted = members.filter(
    ({ network, leftOut }) => distrust(network, rows, points, leftOut.prediction) === null,
  );
  return trusted.length > 0 ? trusted : members;
}

/** The networks that no other one equals or beats in both error and non-zeros, and the chosen one; smallest first. */
function paretoSetWith(chosen: Member, members: readonly Member[], counts: Float64Array): Member[] {
  const error = ({ errors }: Member) => weighted(errors, counts);
  let best = Number.POSITIVE_INFINITY;
  return members
    .toSorted((a, b) => a.nonzeros - b.nonzeros || error(a) - error(b))
    .filter((member) => {
      const isBetter = error(member) < best;
      if (isBetter) best = error(member);
      return isBetter || member === chosen;
    });
}

function publicPart(network: FrontNetwork): FrontNetwork {
  const { depth, nonzeros, nonzeros_raw, neurons, start, validation, test, spread, file } = network;
  return {
    depth,
    nonzeros,
    nonzeros_raw,
    neurons,
    start,
    validation,
    test,
    ...(spread === undefined ? {} : { spread }),
    file,
  };
}

function reasonOf(kind: Kind, { parameters: { folds }, rows, most }: FoldQuestion): string {
  const { repeats, folds: number } = rows.views;
  const reasons = {
    network: `the smallest network whose error is within ${folds.tolerance} standard errors of the best one's, and below the line's by more than ${folds.line_margin}`,
    line: `a straight line: no network's error is below it by more than ${folds.line_margin} standard errors`,
    constant: `the constant: no line's error is below it by more than ${folds.constant_margin} standard errors, and no network's by more than ${folds.line_margin}`,
  };
  return `${reasons[kind]}; judged by errors on left-out rows (${repeats} x ${number} folds); at most ${most} numbers, ${Math.round(100 * folds.most_share)} % of the ${rows.rows.y.length} rows`;
}
