import type { OnnxNode, OnnxTensor } from '../onnx/model.ts';

/** The names of classes in what makes them of a network's scores; null where nothing says them. */
export function labelsIn(
  nodes: readonly OnnxNode[],
  constants: ReadonlyMap<string, OnnxTensor>,
): string[] | null {
  for (const { op, attributes, inputs } of nodes) {
    const { classlabels_strings: words, classlabels_int64s: numbers } = attributes;
    if (op === 'ZipMap' && words?.strings) return [...words.strings];
    if (op === 'ZipMap' && numbers?.ints) return numbers.ints.map(String);
    const table = op === 'ArrayFeatureExtractor' ? constants.get(inputs[0] ?? '') : undefined;
    if (table) return Array.from<number | string>(table.values).map(String);
  }
  return null;
}
