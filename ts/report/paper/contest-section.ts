import { counted, significant } from '../number.ts';
import { spaceLine } from './budget-line.ts';
import { cellSpread, encodersOf, publishedMpe } from './cells.ts';
import { bestByEncoder, type Comparison, type Contest, compareVariants, scores } from './contest.ts';
import { contestFigure } from './contest-figure.ts';
import { FAMILY_NAMES, LOSS_NAMES, type SpaceGroup } from './groups.ts';
import { type Block, type GridRow, type GridTable, plainCell, type Section } from './section.ts';
import { spreadText } from './spread-text.ts';
import type { Published } from './study.ts';

/** What is asked of contests, and between which pairs. */
export interface ContestQuestion {
  readonly id: string;
  readonly title: string;
  /** Title of its figure. */
  readonly figure: string;
  readonly lead: string;
  /** What a variant is called. */
  readonly name: (group: SpaceGroup) => string;
  /** Pairs of variants of which the first is said to be better. */
  readonly pairs: (contest: Contest) => readonly (readonly [SpaceGroup, SpaceGroup])[];
  /** Whether the paper has numbers for the variants. */
  readonly published: Published | null;
}

/** A question about variants at equal budget: a table and a figure a contest, and what follows from them. */
export async function contestSection(
  question: ContestQuestion,
  contests: readonly Contest[],
  published: Published,
): Promise<Section> {
  const blocks: Block[] = [];
  for (const [index, contest] of contests.entries()) {
    const id = contests.length === 1 ? question.id : `${question.id}-${index + 1}`;
    blocks.push({ kind: 'table', table: contestTable(question, contest, id, published) });
    blocks.push({ kind: 'list', items: sentences(question, contest) });
    blocks.push({ kind: 'figure', figure: await contestFigure(`${id}-figure`, question, contest) });
  }
  const nothing =
    'The pipeline of this report has no spaces that differ in this alone: the question is left open.';
  return {
    id: question.id,
    title: question.title,
    paragraphs: contests.length === 0 ? [question.lead, nothing] : [question.lead],
    blocks,
  };
}

/** "min loss below p = 2 loss: holds (…)", one a pair. */
export function sentences(
  { name, pairs }: Pick<ContestQuestion, 'name' | 'pairs'>,
  contest: Contest,
): string[] {
  return pairs(contest).map(
    ([first, second]) =>
      `${name(first)} lower than ${name(second)}: ${verdictText(compareVariants(first, second))}.`,
  );
}

function verdictText({ difference: { mean, low, high, n }, verdict }: Comparison): string {
  if (n === 0) return 'cannot be told: no seed was run with both';
  const found = `difference ${significant(mean)} points`;
  if (n === 1) return `cannot be told from 1 seed (${found})`;
  const interval = `${found}, 95 % interval ${significant(low)} to ${significant(high)}`;
  return `${verdict}${verdict === 'cannot be told' ? ` from ${counted(n, 'seed')}` : ''} (${interval}, ${counted(n, 'seed')})`;
}

function contestTable(
  { name, published: beside }: ContestQuestion,
  { about, variants }: Contest,
  id: string,
  published: Published,
): GridTable {
  const encoders = [...new Set(variants.flatMap(encodersOf))].sort((a, b) => a - b);
  const rows = variants.map(
    (group): GridRow => ({
      name: name(group),
      kind: 'plain',
      cells: [
        ...bestByEncoder(group).map(({ encoder, value }) => ({
          ...plainCell(spreadText(value)),
          beside: beside && paperText(beside, group, encoder),
          href: group.members[0]?.source.href ?? null,
        })),
        { ...plainCell(spreadText(scores(group))), beside: beside && paperMean(beside, group, encoders) },
      ],
    }),
  );
  const [first] = variants;
  const constant = encoders.map((encoder) =>
    plainCell(first === undefined ? '–' : spreadText(cellSpread(first, 'constant', encoder, 'mpe_mean'))),
  );
  return {
    id: `${id}-table`,
    caption: `${FAMILY_NAMES[about.family]}, preset ${about.preset}: mean MPE of the best decoder (%)`,
    lines: variants.map((group) => spaceLine(group, published)),
    header: [[...encoders.map((encoder) => ({ text: `E${encoder}`, span: 1 })), { text: 'mean', span: 1 }]],
    rows: [...rows, { name: 'constant', kind: 'reference', cells: [...constant, plainCell('')] }],
    notes: [
      `${beside ? 'Ours / the paper’s single run. ' : ''}± is the standard deviation over seeds. Variants are compared by the last column, seed by seed (the same seed shows the same networks to all); an order holds, or does not, where the 95 % interval of the mean difference (Student’s t) excludes zero.`,
    ],
  };
}

function paperText(published: Published, { about }: SpaceGroup, encoder: number): string | null {
  const value = publishedMpe(published, about.family, about.loss, 'best', encoder);
  return value === null ? null : significant(value);
}

function paperMean(published: Published, { about }: SpaceGroup, encoders: readonly number[]): string {
  const values = encoders.map(
    (encoder) => publishedMpe(published, about.family, about.loss, 'best', encoder) ?? NaN,
  );
  return significant(values.reduce((sum, value) => sum + value, 0) / values.length);
}

export const lossQuestion = (published: Published): ContestQuestion => ({
  id: 'losses',
  title: 'Does min beat p = −2, and p = −2 beat p = 2, at equal budget?',
  figure: 'Losses at equal budget',
  lead: 'The paper says so from one run of each. Here the same budget, the same networks and several seeds, where there are several.',
  name: ({ about }) => LOSS_NAMES[about.loss] ?? about.loss,
  pairs: ({ variants }) => inOrder(variants),
  published,
});

export const maskQuestion: ContestQuestion = {
  id: 'masks',
  title: 'Do the masks do anything?',
  figure: 'Masks at equal budget',
  lead: 'The paper cuts sigmoid(logit) at 0.5, which gives the mask logits no gradient: dead masks, and widths that are never optimised. Beside them masks that learn, at the same budget; what is measured is always the hard network.',
  name: ({ about }) => `masks ${about.masks.replaceAll('_', ' ')}`,
  pairs: ({ variants }) => {
    const dead = variants.find(({ about }) => about.masks === 'dead');
    return dead === undefined ? [] : variants.filter((group) => group !== dead).map((group) => [group, dead]);
  },
  published: null,
};

/** Every pair of variants in their order. */
function inOrder(variants: readonly SpaceGroup[]): (readonly [SpaceGroup, SpaceGroup])[] {
  return variants.flatMap((first, i) => variants.slice(i + 1).map((second) => [first, second] as const));
}
