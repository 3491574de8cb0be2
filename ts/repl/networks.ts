import { formulas } from '../export/forms/formulas.ts';
import { programOf } from '../export/program.ts';
import type { CompactNetwork, Layer } from '../mlp/compact.ts';
import { forward } from '../mlp/forward.ts';
import { generate, generateBatch } from '../mlp/generate.ts';
import { evenGrid } from '../mlp/grid.ts';
import type { Network } from '../mlp/network.ts';
import { pack, unpack } from '../mlp/pack.ts';
import { trim } from '../mlp/trim.ts';
import type { NetworkFile, Space } from '../schema/types.ts';

/** What a network is, without a kernel. */
export const mlp = { generate, generateBatch, forward, evenGrid, pack, unpack, trim, draw };

/** What a network computes, a line a neuron: of a network of `space`, or of a network file, in its columns. */
function draw(network: NetworkFile): void;
function draw(space: Space, network: Network): void;
function draw(first: Space | NetworkFile, network?: Network): void {
  console.log(network ? spaceText(first as Space, network) : fileText(first as NetworkFile));
}

function fileText(network: NetworkFile): string {
  return formulas(programOf(network)).lines.join('\n');
}

function spaceText(space: Space, network: Network): string {
  const { network: live, neurons, nonzeros } = trim(space, network);
  const widths = [live.inputs, ...neurons, space.outputs].join(' -> ');
  return [`${widths}: ${nonzeros} weights that are not zero`, ...lines(live)].join('\n');
}

function lines({ inputs, layers }: CompactNetwork): string[] {
  const nameOf = (layer: number, place: number) => {
    if (layer === 0) return `x${place + 1}`;
    return layer === layers.length ? `y${place + 1}` : `h${layer}.${place + 1}`;
  };
  return layers.flatMap((layer, k) =>
    Array.from({ length: layer.to }, (_, j) => {
      const sources = Array.from({ length: k === 0 ? inputs : layer.from }, (_, i) => nameOf(k, i));
      const sum = sumOf(layer, j, sources);
      const activation = layer.activations[j];
      return `  ${nameOf(k + 1, j)} = ${activation === 'linear' ? sum : `${activation}(${sum})`}`;
    }),
  );
}

function sumOf({ from, weights, bias }: Layer, j: number, sources: readonly string[]): string {
  const terms = sources.flatMap((name, i) => {
    const weight = weights[j * from + i] as number;
    return weight === 0 ? [] : [`${rounded(weight)} ${name}`];
  });
  const constant = bias?.[j] ? [rounded(bias[j] as number)] : [];
  return [...terms, ...constant].join(' + ').replaceAll('+ -', '- ') || '0';
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
