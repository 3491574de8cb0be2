import { integer, pick, subset, uniform } from '../random/distributions.ts';
import { openStreams, type Stream } from '../random/stream.ts';
import { type Layout, layout, type Section } from './pack.ts';
import type { Space } from './space.ts';

/**
 * Draws the random networks of a label (paper, supplement; method: one drop rate a network, paths fixed before
 * links are removed). Network i depends on (space, label, i) alone. It keeps scratch memory from one network to the
 * next, so that a network costs no allocation but its generator; hence a class.
 */
export class Draw {
  readonly #space: Space;
  readonly #streams: (index: number) => Stream;
  readonly #layouts = new Map<number, Layout>();
  /** Active neurons of each layer, inputs and outputs included: how many, and in which slots. */
  readonly #widths: Int32Array;
  readonly #slots: readonly Int32Array[];
  /** Where in the row lie the links that may still be removed or kept. */
  readonly #free: Int32Array;

  /** Throws a RangeError where the space's smallest width exceeds its greatest. */
  constructor(space: Space, label: string) {
    if (space.min_width > space.max_width) {
      throw new RangeError(`min_width ${space.min_width} exceeds max_width ${space.max_width}`);
    }
    this.#space = space;
    this.#streams = openStreams(label);
    for (const depth of space.depths) this.#layouts.set(depth, layout(space, depth));
    const layers = Math.max(...space.depths) + 2;
    const slots = Math.max(space.inputs, space.outputs, space.max_width);
    this.#widths = new Int32Array(layers);
    this.#slots = Array.from({ length: layers }, () => new Int32Array(slots));
    this.#free = new Int32Array(Math.max(...[...this.#layouts.values()].map(({ parameters }) => parameters)));
  }

  layout(depth: number): Layout {
    const plan = this.#layouts.get(depth);
    if (!plan) throw new RangeError(`the space has no networks of depth ${depth}`);
    return plan;
  }

  /** The depth that network `index` has where none is asked for. */
  depth(index: number): number {
    return pick(this.#streams(index), this.#space.depths);
  }

  /** Writes network `index`, with `depth` hidden layers, into the zeros of `row` from `start` on. */
  write(index: number, depth: number, row: Float32Array, start: number): void {
    const stream = this.#streams(index);
    // The depth's own draw: a network is the same whether its depth is drawn or asked for.
    stream.next();
    const plan = this.layout(depth);
    this.#drawLayers(stream, plan, row, start);
    const rate = pick(stream, this.#space.drop_rates);
    const path = this.#fixLinks(stream, plan, row, start);
    const free = this.#collectFree(plan, row, start);
    const kept = keepCount(free + path, path, rate, this.#space.keep_rounding) - path;
    const { weight_range: range } = this.#space;
    for (let taken = 0; taken < kept; taken++) {
      const chosen = taken + integer(stream, free - taken);
      row[this.#free[chosen] as number] = uniform(stream, -range, range);
      this.#free[chosen] = this.#free[taken] as number;
    }
    if (plan.biases) this.#drawBiases(stream, plan.biases, row, start);
    if (plan.choices) this.#drawChoices(stream, plan, plan.choices, row, start);
  }

  #drawLayers(stream: Stream, { depth, masks }: Layout, row: Float32Array, start: number): void {
    const { inputs, outputs, min_width: least, max_width: most, active_slots } = this.#space;
    this.#takeAll(0, inputs);
    for (let layer = 1; layer <= depth; layer++) {
      const width = least + integer(stream, most - least + 1);
      const slots = this.#slots[layer] as Int32Array;
      if (active_slots === 'subset') subset(stream, most, width, slots, 0);
      else this.#takeAll(layer, width);
      this.#widths[layer] = width;
      const mask = start + masks.start + (layer - 1) * most;
      for (let j = 0; j < width; j++) row[mask + (slots[j] as number)] = 1;
    }
    this.#takeAll(depth + 1, outputs);
  }

  #takeAll(layer: number, width: number): void {
    const slots = this.#slots[layer] as Int32Array;
    this.#widths[layer] = width;
    for (let j = 0; j < width; j++) slots[j] = j;
  }

  /** Gives the fixed links their weights; returns how many they are. */
  #fixLinks(stream: Stream, { depth, weights }: Layout, row: Float32Array, start: number): number {
    const { inputs, max_width: width, weight_range: range, fixed_paths } = this.#space;
    // One first-layer neuron linked to every input goes no further than the first layer.
    const last = fixed_paths === 'each_input' ? depth + 1 : 1;
    let links = 0;
    for (let input = 0; input < inputs; input++) {
      let from = input;
      for (let layer = 1; layer <= last; layer++) {
        const slots = this.#slots[layer] as Int32Array;
        const choice = fixed_paths === 'each_input' ? integer(stream, this.#widths[layer] as number) : 0;
        const to = slots[choice] as number;
        const link =
          start + (weights[layer - 1] as Section).start + to * (layer === 1 ? inputs : width) + from;
        if (row[link] === 0) {
          row[link] = uniform(stream, -range, range);
          links++;
        }
        from = to;
      }
    }
    return links;
  }

  /** Lists the links between active neurons that are not fixed; returns how many they are. */
  #collectFree({ depth, weights }: Layout, row: Float32Array, start: number): number {
    let count = 0;
    for (let layer = 1; layer <= depth + 1; layer++) {
      const { start: matrix, shape } = weights[layer - 1] as Section;
      const columns = shape[1] as number;
      const sources = this.#slots[layer - 1] as Int32Array;
      const targets = this.#slots[layer] as Int32Array;
      const width = this.#widths[layer - 1] as number;
      const height = this.#widths[layer] as number;
      for (let to = 0; to < height; to++) {
        const first = start + matrix + (targets[to] as number) * columns;
        for (let from = 0; from < width; from++) {
          const link = first + (sources[from] as number);
          if (row[link] === 0) this.#free[count++] = link;
        }
      }
    }
    return count;
  }

  #drawBiases(stream: Stream, biases: readonly Section[], row: Float32Array, start: number): void {
    const { weight_range: range } = this.#space;
    for (let layer = 1; layer <= biases.length; layer++) {
      const first = start + (biases[layer - 1] as Section).start;
      const slots = this.#slots[layer] as Int32Array;
      const width = this.#widths[layer] as number;
      for (let j = 0; j < width; j++) row[first + (slots[j] as number)] = uniform(stream, -range, range);
    }
  }

  #drawChoices(stream: Stream, plan: Layout, choices: Section, row: Float32Array, start: number): void {
    const { max_width: width, activations } = this.#space;
    for (let neuron = 0; neuron < plan.depth * width; neuron++) {
      const active = row[start + plan.masks.start + neuron] === 1;
      const choice = active ? integer(stream, activations.length) : 0;
      row[start + choices.start + neuron * activations.length + choice] = 1;
    }
  }
}

/** How many of `total` links stay when `rate` percent are removed but the `path` fixed ones are not; in integers. */
export function keepCount(
  total: number,
  path: number,
  rate: number,
  rounding: Space['keep_rounding'],
): number {
  const hundredfold = total * (100 - rate);
  return Math.max(path, Math.floor((rounding === 'up' ? hundredfold + 99 : hundredfold) / 100));
}
