import { StageError } from '../../dag/operation.ts';
import { invertScaling } from '../../data/scale.ts';
import { predict } from '../../export/predict.ts';
import { networkOf } from '../../export/read.ts';
import { usesInput } from '../../export/used.ts';
import { type CompactNetwork, type Layer, select } from '../../mlp/compact.ts';
import { forwardCompact } from '../../mlp/forward.ts';
import { widen } from '../../mlp/narrow.ts';
import { pack } from '../../mlp/pack.ts';
import { slotted } from '../../mlp/slots.ts';
import type { NetworkFile, NetworkInput } from '../../schema/types.ts';
import { firstInputs, type Points } from './domain.ts';
import { misfitOf } from './misfit.ts';
import type { OpenSpace } from './open-space.ts';

/** A network, and what it is called in sentences. */
export interface Named {
  readonly name: string;
  readonly network: NetworkFile;
}

/** By which inputs a space sees networks that take the same columns, and between which values these lie. */
export interface View {
  /** Numbers of inputs: the space's first ones, in order. */
  readonly seen: readonly number[];
  /** Of each of them, in the units of columns. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** A network as a space sees it. */
export interface Subject extends Named {
  readonly view: View;
  /** What the space's inputs are, in order. */
  readonly inputs: readonly NetworkInput[];
  /** In the slots of the space's networks; null where the space reads tables. */
  readonly packed: { readonly depth: number; readonly row: Float32Array } | null;
  /** Rows of the points in the units of the network's columns, [S, inputs]. */
  rows(points: Points): Float64Array;
  /** What it answers to points of the domain, [S]: in its own units, or where a space reads tables in the target's. */
  answers(points: Points): Float64Array;
  /** The same in the target's unit, [S]. */
  said(points: Points): Float64Array;
}

/**
 * Networks as the space sees them. Those that take the same columns are seen by the same inputs. Throws a StageError, a
 * sentence, for one that does not fit the space.
 */
export function subjectsOf(open: OpenSpace, given: readonly Named[]): Subject[] {
  const shared = areAlike(given) ? viewOf(open, given) : null;
  return given.map((one) => subjectIn(open, shared ?? viewOf(open, [one]), one));
}

/** A network as the space sees it in this view. */
export function subjectIn(open: OpenSpace, view: View, one: Named): Subject {
  const misfit = misfitOf(one.network, view.seen, open);
  if (misfit !== null)
    throw new StageError(`${one.name} does not fit the space ${open.name}: it ${misfit}`, 'user');
  return open.readsTables ? byAnswers(one, view) : byWeights(open, one, view);
}

/** Whether networks take the same columns, so that a point means the same row to all. */
export function areAlike(given: readonly Named[]): boolean {
  const names = ({ network: { inputs } }: Named) => JSON.stringify(inputs.map(({ name }) => name));
  return new Set(given.map(names)).size <= 1;
}

/** Whether they scale these the same way, so that inputs and answers in their own units are the same numbers. */
export function scaleAlike(given: readonly Named[]): boolean {
  const maps = ({ network: { inputs, outputs } }: Named) =>
    JSON.stringify([inputs, outputs].map((all) => all.map(({ offset, scale }) => [offset, scale])));
  return new Set(given.map(maps)).size <= 1;
}

/** All inputs where the space has as many, otherwise those that any of the networks uses. */
function viewOf({ space }: OpenSpace, given: readonly Named[]): View {
  const all = given[0]?.network.inputs.map((_, i) => i) ?? [];
  const used = all.filter((i) => given.some(({ network }) => usesInput(network, i)));
  // A constant answers a row, too.
  const seen = all.length <= space.inputs ? all : used.length > 0 ? used : [0];
  const ranges = seen.map((i) => rangeOf(given.map(({ network }) => network.inputs[i] as NetworkInput)));
  return { seen, ranges };
}

function byWeights({ space }: OpenSpace, one: Named, view: View): Subject {
  const { network } = one;
  const { seen } = view;
  const compact = keptInputs(networkOf(network), seen);
  const narrow = { ...space, inputs: seen.length };
  const places = seen.map((_, i) => i);
  const wide = widen(narrow, slotted(narrow, compact), places, space.inputs);
  const inputs = seen.map((i) => network.inputs[i] as NetworkInput);
  const rows = (points: Points) => invertScaling(inputs, firstInputs(points, seen.length).x);
  return {
    ...one,
    view,
    inputs,
    packed: { depth: compact.layers.length - 1, row: pack(space, wide.network) },
    rows,
    answers: (points) => forwardCompact(compact, firstInputs(points, seen.length).x),
    said: (points) => predict(network, spread(rows(points), seen, network.inputs.length)),
  };
}

function keptInputs(network: CompactNetwork, seen: readonly number[]): CompactNetwork {
  const [first, ...rest] = network.layers as [Layer, ...Layer[]];
  const targets = Array.from({ length: first.to }, (_, to) => to);
  return { ...network, inputs: seen.length, layers: [select(first, seen, targets), ...rest] };
}

function byAnswers(one: Named, view: View): Subject {
  const { network } = one;
  const { seen, ranges } = view;
  const inputs = seen.map((i) => network.inputs[i] as NetworkInput);
  const rows = (points: Points) =>
    firstInputs(points, seen.length).x.map((value, place) => {
      const i = place % seen.length;
      const [least, greatest] = ranges[i] as readonly [number, number];
      // A level is there or not.
      const isShare = inputs[i]?.takes === 'level' || inputs[i]?.takes === 'missing';
      return least + (isShare ? Number(value > 0) : (value + 1) / 2) * (greatest - least);
    });
  const said = (points: Points) => predict(network, spread(rows(points), seen, network.inputs.length));
  return { ...one, view, inputs, packed: null, rows, answers: said, said };
}

/** Rows of some inputs as rows of all: 0 in those that nobody uses. */
function spread(rows: Float64Array, seen: readonly number[], width: number): Float64Array {
  if (seen.length === width) return rows;
  const wide = new Float64Array((rows.length / seen.length) * width);
  rows.forEach((value, place) => {
    wide[Math.floor(place / seen.length) * width + (seen[place % seen.length] as number)] = value;
  });
  return wide;
}

/** Least and greatest value of an input in the rows that any of the networks was fitted to; where a file does not say, about what is 0 to it. */
function rangeOf(inputs: readonly NetworkInput[]): readonly [number, number] {
  const ranges = inputs.map(({ range, offset, scale }) => range ?? [offset - scale, offset + scale]);
  return [
    Math.min(...ranges.map(([least]) => least as number)),
    Math.max(...ranges.map(([, most]) => most as number)),
  ];
}
