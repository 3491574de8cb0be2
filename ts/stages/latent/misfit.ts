import { usesInput } from '../../export/used.ts';
import type { NetworkFile, Space } from '../../schema/types.ts';

/** What keeps a network out of a space, as the end of a sentence that begins with its name; null where nothing does. */
export function misfitOf(
  network: NetworkFile,
  seen: readonly number[],
  { space, readsTables }: { readonly space: Space; readonly readsTables: boolean },
): string | null {
  const { task, outputs } = network;
  if (task === 'classification') return 'tells classes, where networks of the space answer a number';
  if (outputs.length !== space.outputs)
    return `has ${outputs.length} outputs, networks of the space ${space.outputs}`;
  if (seen.length > space.inputs) return `uses ${seen.length} inputs, networks of the space ${space.inputs}`;
  const other = network.inputs.findIndex((_, i) => usesInput(network, i) && !seen.includes(i));
  if (other >= 0) return `uses ${network.inputs[other]?.name}, which what it is compared with does not`;
  return readsTables ? null : shapeMisfit(network, space);
}

function shapeMisfit({ layers, leaky_slope }: NetworkFile, space: Space): string | null {
  const hidden = layers.slice(0, -1);
  if (hidden.length === 0) return 'has no hidden layer, networks of the space have';
  if (!space.depths.includes(hidden.length))
    return `has ${hidden.length} hidden layers, networks of the space ${listed(space.depths)}`;
  const widest = Math.max(...hidden.map(({ weights }) => weights.length));
  if (widest > space.max_width)
    return `has ${widest} neurons in a layer, networks of the space at most ${space.max_width}`;
  const foreign = hidden
    .flatMap(({ activations }) => activations)
    .find((each) => !space.activations.includes(each));
  if (foreign) return `has ${foreign} neurons, networks of the space ${listed(space.activations)}`;
  const own = layers.at(-1)?.activations[0];
  if (own !== space.output_activation)
    return `has a ${own} output, networks of the space a ${space.output_activation} one`;
  if (!space.bias && layers.some(({ bias }) => bias?.some((value) => value !== 0)))
    return 'has biases, networks of the space have none';
  const isLeaky = hidden.some(({ activations }) => activations.includes('leaky_relu'));
  if (isLeaky && leaky_slope !== space.leaky_slope)
    return `has leaky_relu neurons of slope ${leaky_slope}, networks of the space of slope ${space.leaky_slope}`;
  return null;
}

function listed(names: readonly (string | number)[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
