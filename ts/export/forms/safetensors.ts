import type { Activation } from '../../mlp/space.ts';
import { encodeSafetensors } from '../../tensors/safetensors.ts';
import { float32, type Tensor } from '../../tensors/tensor.ts';
import { denseOf } from '../dense.ts';
import type { InputStep, Program } from '../program.ts';

/** Activations as torch calls them. */
const NAMES: Partial<Record<Activation, string>> = { tanh: 'tanh', sigmoid: 'sigmoid' };

/**
 * The weights of a `torch.nn.Sequential` of Linear layers, `0.weight`, `0.bias`, `2.weight` ..., in floats, for what the network
 * takes of the columns: scalings of inputs and answers are in them. Of classes it gives the logarithms of odds. The metadata say
 * what stands between the layers, and what inputs and outputs are.
 *
 * Throws a RangeError where neurons of a layer differ in their activations.
 */
export function safetensors(program: Program): Uint8Array {
  const { inputs, layers, scale, offset } = denseOf(program);
  const hidden = layers.slice(0, -1).flatMap(({ runs }) => runs.map(({ activation }) => activation));
  const kinds = [...new Set(hidden)];
  const last = layers.at(-1)?.runs.find(({ activation }) => activation !== 'linear');
  if (kinds.length > 1 || last) {
    const found = [...new Set([...kinds, ...(last ? [last.activation] : [])])].join(', ');
    throw new RangeError(
      `a file of weights says one activation between all layers and none after the last; this network has ${found}: export to torch or onnx`,
    );
  }
  const tensors: Record<string, Tensor> = {};
  layers.forEach(({ weights, bias }, k) => {
    const isFirst = k === 0;
    const isLast = k === layers.length - 1;
    const rows = weights.map((row, j) => {
      const factor = isLast ? (scale[j] ?? 1) : 1;
      const own = row.map((weight, i) => (factor * weight) / (isFirst ? (inputs[i]?.scale ?? 1) : 1));
      // (value - offset) / scale: what the offsets make of the sum is in the bias.
      const moved = isFirst ? own.reduce((sum, weight, i) => sum + weight * (inputs[i]?.offset ?? 0), 0) : 0;
      return { own, bias: factor * (bias[j] ?? 0) - moved + (isLast ? (offset[j] ?? 0) : 0) };
    });
    const width = weights[0]?.length ?? 0;
    tensors[`${2 * k}.weight`] = float32(
      Float32Array.from(rows.flatMap(({ own }) => own)),
      rows.length,
      width,
    );
    tensors[`${2 * k}.bias`] = float32(
      Float32Array.from(rows, (row) => row.bias),
      rows.length,
    );
  });
  const [kind] = kinds;
  return encodeSafetensors({ tensors, metadata: about(program, kind ?? 'tanh') });
}

function nameOf({ name, column, reading }: InputStep, columns: Program['columns']): string {
  return reading.takes === 'value' ? (columns[column]?.name ?? name) : name;
}

function about(program: Program, activation: Activation): Record<string, string> {
  const { columns, outputs, labels, target, leaky_slope: slope } = program;
  const isRelu = activation === 'leaky_relu' && slope === 0;
  const isLeaky = activation === 'leaky_relu' && slope !== 0;
  return {
    activation: isRelu ? 'relu' : (NAMES[activation] ?? activation),
    ...(isLeaky ? { slope: String(slope) } : {}),
    inputs: JSON.stringify(denseOf(program).inputs.map((input) => nameOf(input, columns))),
    outputs: JSON.stringify(labels ? [target] : outputs.map(({ name }) => name)),
    ...(labels ? { labels: JSON.stringify(labels) } : {}),
  };
}
