import type { NetworkFile } from '../schema/types.ts';

/** Whether any link leads from input `place` of the first layer. */
export function usesInput({ layers }: NetworkFile, place: number): boolean {
  return layers[0]?.weights.some((weights) => weights[place] !== 0) ?? false;
}

/** Whether any input that is made of column `column` is used. */
export function usesColumn(network: NetworkFile, column: number): boolean {
  return network.inputs.some((input, place) => input.column === column && usesInput(network, place));
}
