import type { Program } from './program.ts';

/** What a network costs where it is exported to. */
export interface Cost {
  /** Weights and biases that are not zero, as the file counts them, and their bytes as float32. */
  readonly nonzeros: number;
  readonly weight_bytes: number;
  /** For one row, the scaling of columns included; divisions are multiplications. */
  readonly multiplications: number;
  readonly additions: number;
  /** Calls of each activation, the one that makes odds probabilities among them. */
  readonly activations: Readonly<Record<string, number>>;
  /** All constants of the program in C: floats of the network, doubles of the columns. */
  readonly constant_bytes: number;
}

const FLOAT = 4;
const DOUBLE = 8;

export function costOf(program: Program): Cost {
  const neurons = program.steps.filter((step) => step.kind === 'neuron');
  const inputs = program.steps.filter((step) => step.kind === 'input');
  const outputs = program.outputs.filter(({ from }) => typeof from === 'number');
  const scalings = [...inputs, ...outputs];
  const links = sum(neurons.map((neuron) => neuron.links.length));
  const products = sum(neurons.map((neuron) => neuron.links.filter(({ weight }) => !isUnit(weight)).length));
  const biases = neurons.filter(({ bias }) => bias !== 0).length;
  const scales = scalings.filter(({ scale }) => scale !== 1).length;
  const offsets = scalings.filter(({ offset }) => offset !== 0).length;
  const fills = inputs.filter(({ reading }) => 'fill' in reading && reading.fill !== null).length;
  const fixed = program.outputs.length - outputs.length;
  return {
    nonzeros: program.nonzeros,
    weight_bytes: FLOAT * program.nonzeros,
    multiplications: products + scales,
    additions: links - neurons.length + biases + offsets,
    activations: activationsOf(program),
    constant_bytes: FLOAT * (products + biases) + DOUBLE * (scales + offsets + fills + fixed),
  };
}

/** The C form leaves a product with 1 or -1 out. */
function isUnit(weight: number): boolean {
  return Math.abs(weight) === 1;
}

function activationsOf({ steps, outputs, labels }: Program): Record<string, number> {
  const called = steps.flatMap((step) => (step.kind === 'neuron' ? [step.activation] : []));
  const names: string[] = called.filter((activation) => activation !== 'linear');
  if (labels) names.push(...(outputs.length === 1 ? ['sigmoid'] : outputs.map(() => 'exp')));
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
