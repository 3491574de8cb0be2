import type { NeuronStep, OutputStep } from '../program.ts';

/** A number's literal in a language. */
export type Literal = (value: number) => string;

/** bias + weight * variable + ..., the signs in the place of + where they are minus. */
export function sum({ bias, links }: NeuronStep, variables: readonly string[], literal: Literal): string {
  const products = links.map(({ weight, from }) => {
    const size = Math.abs(weight);
    return { factor: weight, text: `${size === 1 ? '' : `${literal(size)} * `}${variables[from]}` };
  });
  const terms = bias === 0 ? products : [{ factor: bias, text: literal(Math.abs(bias)) }, ...products];
  return joined(terms);
}

/** Terms one after the other, the signs of their factors between them. */
export function joined(terms: readonly { readonly factor: number; readonly text: string }[]): string {
  return terms
    .map(({ factor, text }, i) => {
      if (i === 0) return `${factor < 0 ? '-' : ''}${text}`;
      return ` ${factor < 0 ? '-' : '+'} ${text}`;
    })
    .join('');
}

/** (value - offset) / scale, without what changes nothing. */
export function scaled(
  value: string,
  { offset, scale }: { offset: number; scale: number },
  literal: Literal,
): string {
  const centred = `${value} ${offset < 0 ? '+' : '-'} ${literal(Math.abs(offset))}`;
  if (scale === 1) return offset === 0 ? value : centred;
  return `${offset === 0 ? value : `(${centred})`} / ${literal(scale)}`;
}

/** value * scale + offset, without what changes nothing. */
export function inUnits(
  value: string,
  { offset, scale }: { offset: number; scale: number },
  literal: Literal,
): string {
  const product = scale === 1 ? value : `${value} * ${literal(scale)}`;
  return offset === 0 ? product : `${product} ${offset < 0 ? '-' : '+'} ${literal(Math.abs(offset))}`;
}

/** An output in its units. */
export function answered(output: OutputStep, variables: readonly string[], literal: Literal): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(variables[from] as string, output, literal)
    : literal(from.constant * scale + offset);
}

/** How large a network is, in words. */
export function sizeOf(nonzeros: number): string {
  return `${nonzeros} ${nonzeros === 1 ? 'number that is' : 'numbers that are'} not zero`;
}

/** A function that a program may call, and the lines that define it. */
export interface Definition {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Those that are called in the code, or by one of these; each is called only by others after it. */
export function calledIn(code: string, definitions: readonly Definition[]): Definition[] {
  const called: Definition[] = [];
  let known = code;
  for (const definition of definitions.toReversed()) {
    if (!new RegExp(`\\b${definition.name}\\(`).test(known)) continue;
    called.unshift(definition);
    known += definition.lines.join('\n');
  }
  return called;
}

/** The lines of definitions, one of several lines apart from the others, and an empty line at the end. */
export function spaced(definitions: readonly Definition[]): string[] {
  return definitions.flatMap(({ lines }, i) => {
    const next = definitions[i + 1]?.lines.length ?? 2;
    return lines.length > 1 || next > 1 ? [...lines, ''] : lines;
  });
}
