import { StageError } from '../../dag/operation.ts';
import { frameOf } from '../../data/cells.ts';
import { encode } from '../../data/encode.ts';
import { drawnRows } from '../../export/drawn-rows.ts';
import type { NetworkFile, NetworkInput } from '../../schema/types.ts';
import type { Rows } from './table-rows.ts';

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const WORD = new RegExp(String.raw`^(?:(.+)=)?\s*(${NUMBER})\s*\.\.\s*(${NUMBER})$`);

/**
 * The network with the ranges that its inputs are drawn from: those of `domain`, `LOW..HIGH` for all numbers or
 * `COLUMN=LOW..HIGH`, or else its own. Throws a StageError where an input that is a number has none.
 */
export function withDomain(network: NetworkFile, domain: readonly string[]): NetworkFile {
  const ranges = new Map(domain.map(rangeIn));
  const numbers = network.columns.flatMap(({ name, kind }) => (kind === 'number' ? [name] : []));
  const stranger = [...ranges.keys()].find((name) => name !== null && !numbers.includes(name));
  if (stranger) {
    throw new StageError(
      `--domain: there is no input column of numbers ${stranger}; there are ${numbers.join(', ')}`,
      'user',
    );
  }
  const inputs = network.inputs.map((input): NetworkInput => {
    const column = network.columns[input.column];
    if (input.takes !== 'value' || column?.kind !== 'number') return input;
    const range = ranges.get(column.name) ?? ranges.get(null) ?? input.range;
    if (range === undefined) {
      throw new StageError(
        `nothing says where ${column.name} lies: give rows with --table, or its range with --domain (${column.name}=LOW..HIGH, or LOW..HIGH for all inputs)`,
        'user',
      );
    }
    return { ...input, range: [...range] };
  });
  return { ...network, inputs };
}

function rangeIn(word: string): [string | null, [number, number]] {
  const [, name, low, high] = WORD.exec(word.trim()) ?? [];
  const range: [number, number] = [Number(low), Number(high)];
  if (low === undefined || !(range[0] < range[1])) {
    throw new StageError(`--domain: expected LOW..HIGH or COLUMN=LOW..HIGH, got ${word}`, 'user');
  }
  return [name?.trim() ?? null, range];
}

/** `count` rows of what the network's inputs take, drawn in the ranges of its columns; `label` says which. */
export function domainRows(network: NetworkFile, count: number, label: string): Rows {
  const { columns, inputs } = network;
  const frame = frameOf(columns, drawnRows(network, count, label));
  return { count, x: encode({ columns, features: inputs }, frame) };
}
