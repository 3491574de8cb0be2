import type { InputStep, NeuronStep, Program } from '../program.ts';

/** The program as a flow chart of Mermaid, which Markdown pages draw: a box a column, a circle a neuron, an arrow a weight. */
export function mermaid(program: Program): string {
  const { steps, outputs, columns, labels, target } = program;
  const nodes = steps.map((step, place) => {
    if (step.kind === 'input') return `  s${place}["${escaped(named(step, columns))}"]`;
    return `  s${place}(("${escaped(neuron(step))}"))`;
  });
  const links = steps.flatMap((step, place) =>
    step.kind === 'neuron'
      ? step.links.map(({ from, weight }) => `  s${from} -- "${short(weight)}" --> s${place}`)
      : [],
  );
  const answers = outputs.flatMap(({ name, from, scale, offset }, o) => {
    const title = labels ? `${target} = ${labels.length === 2 ? labels[1] : name}` : name || target;
    const box = `  y${o}["${escaped(title)}"]`;
    if (typeof from !== 'number')
      return [`  y${o}["${escaped(`${title} = ${short(from.constant * scale + offset)}`)}"]`];
    return [box, `  s${from} --> y${o}`];
  });
  return ['flowchart LR', ...nodes, ...links, ...answers, ''].join('\n');
}

function named({ name, column }: InputStep, columns: Program['columns']): string {
  return name || (columns[column]?.name ?? '');
}

function neuron({ activation, bias }: NeuronStep): string {
  const sum = activation === 'linear' ? 'sum' : activation.replaceAll('_', ' ');
  return bias === 0 ? sum : `${sum}, ${short(bias)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Texts stand in quotes; what would end them or begin markup is an entity. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replaceAll(/["#<>&`\\]/g, (sign) => `#${sign.codePointAt(0)};`);
}
