import { plainColumns } from '../../export/columns.ts';
import type { NetworkFile, NetworkLayer, ScaledColumn } from '../../schema/types.ts';

/** A network's file of columns that are numbers, with one output. */
export function plainNetwork(
  inputs: readonly ScaledColumn[],
  output: ScaledColumn,
  layers: readonly NetworkLayer[],
): NetworkFile {
  const numbers = layers.flatMap(({ weights, bias }) => [...weights.flat(), ...(bias ?? [])]);
  const nonzeros = numbers.filter((number) => number !== 0).length;
  return { format: 2, ...plainColumns(inputs, output), layers: [...layers], nonzeros, provenance: {} };
}
