import type { NetworkFile } from '../../schema/types.ts';
import { networkFigure } from '../network-figure.ts';
import { counted, share, significant } from '../number.ts';
import type { TextTable } from '../table.ts';
import { renderTablesPage } from '../tables-page.ts';
import { sizesFigure } from './figure.ts';
import { SCALES } from './scales.ts';

/** What a network takes. */
export interface TakenSize {
  readonly nonzeros: number;
  readonly neurons: readonly number[];
  readonly multiplications: number;
  readonly additions: number;
}

/** A network of the front: how far it is from the given one on the rows that choose. */
export interface SizePoint {
  readonly nonzeros: number;
  readonly neurons: readonly number[];
  /** Root mean square over the standard deviation of the given network's answers, or over their range. */
  readonly difference: number;
  /** What the difference is below, but for chance. */
  readonly surely: number;
  readonly file: string;
}

/** What a page about a network made smaller is made of. */
export interface CompressedPage {
  /** The given network's file. */
  readonly name: string;
  readonly within: number;
  /** What the tolerance and all differences are shares of. */
  readonly of: keyof typeof SCALES;
  readonly given: TakenSize;
  readonly found: TakenSize;
  readonly is_smaller: boolean;
  readonly rows: { readonly fit: number; readonly choice: number };
  readonly proof: Proof;
  /** What the rows of the proof are. */
  readonly about: string;
  /** By size; the given network may be the last one. */
  readonly sizes: readonly SizePoint[];
  /** The chosen one's file. */
  readonly file: string;
  readonly network: NetworkFile;
}

interface Proof {
  readonly rows: number;
  readonly relative: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly deviation: number;
    readonly range: number;
    readonly rms: number;
    readonly mean: number;
    readonly worst: number;
  }[];
  readonly same_label: number | null;
}

/** One HTML page about a network made smaller, complete in itself: no script, no font, nothing fetched. */
export async function renderCompressedPage(page: CompressedPage): Promise<string> {
  const { name, network } = page;
  const figures = [await sizesFigure(page), networkFigure(network, network.target ?? 'y')];
  return renderTablesPage({
    title: `${name}, made smaller`,
    headline: headline(page),
    facts: facts(page),
    tables: [
      {
        title: 'Before and after',
        note: 'Numbers are weights and biases that are not zero; biases of linear outputs count for neither.',
        table: sizeRows(page),
      },
      {
        title: 'The proof',
        note: `How far the answers are off on ${proofRows(page)}, in the unit of the output.`,
        table: proofTable(page),
      },
    ],
    figures: figures.filter((figure) => figure !== null),
    details: [
      {
        title: 'All networks of the front',
        note: `No other one that was found is both smaller and nearer. The difference is that on ${counted(page.rows.choice, 'row')} by which the size was chosen; it is below the last number, but for chance in one of twenty cases.`,
        table: frontTable(page),
      },
    ],
  });
}

function headline(page: CompressedPage): string[] {
  const { given, found, within, of, is_smaller, proof } = page;
  const first = is_smaller
    ? `${counted(found.nonzeros, 'number')} in place of ${given.nonzeros}: ${share(found.nonzeros / given.nonzeros)} of them.`
    : `No smaller network was found that computes the same within ${share(within)}: the given one stands.`;
  const verdict = proof.relative <= within ? 'within' : 'not within';
  const labels =
    proof.same_label === null
      ? ''
      : ` The most probable class is the same for ${share(proof.same_label)} of them.`;
  return [
    first,
    `On ${proofRows(page)} the answers differ by ${share(proof.relative)} of their ${SCALES[of]} (root mean square), ${verdict} the tolerance of ${share(within)}.${labels}`,
  ];
}

function proofRows({ proof, about }: CompressedPage): string {
  return `${proof.rows} ${about}`;
}

function facts({ name, within, of, rows, file }: CompressedPage): [string, string][] {
  return [
    ['Network', name],
    ['Tolerance', `${share(within)} of the ${SCALES[of]} of its answers`],
    ['Rows', `${rows.fit} moved weights, ${rows.choice} chose the size`],
    ['Chosen', file],
  ];
}

function sizeRows({ given, found }: CompressedPage): TextTable {
  return table(
    ['', 'numbers', 'hidden neurons', 'multiplications a row', 'additions a row'],
    [
      ['before', ...sizeCells(given)],
      ['after', ...sizeCells(found)],
    ],
  );
}

function sizeCells({ nonzeros, neurons, multiplications, additions }: TakenSize): string[] {
  return [String(nonzeros), shape(neurons), String(multiplications), String(additions)];
}

function proofTable({ proof, of }: CompressedPage): TextTable {
  return table(
    ['output', SCALES[of], 'root mean square', 'share', 'mean', 'worst', 'share'],
    proof.outputs.map(({ name, rms, mean, worst, [of]: scale }) => [
      name,
      significant(scale),
      significant(rms),
      share(rms / scale),
      significant(mean),
      significant(worst),
      share(worst / scale),
    ]),
  );
}

function frontTable({ sizes, file: chosen }: CompressedPage): TextTable {
  return table(
    ['numbers', 'hidden neurons', 'difference', 'below', 'file'],
    sizes.map(({ nonzeros, neurons, difference, surely, file }) => [
      String(nonzeros),
      shape(neurons),
      share(difference),
      share(surely),
      file === chosen ? `${file} (chosen)` : file,
    ]),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): TextTable {
  return { header: [...header], rows: rows.map((cells) => ({ cells: [...cells], marked: false, span: 1 })) };
}

function shape(neurons: readonly number[]): string {
  return neurons.join(' + ') || 'none';
}
