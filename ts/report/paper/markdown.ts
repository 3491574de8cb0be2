import type { Block, GridCell, GridTable, Link, Section } from './section.ts';
import type { Study } from './study.ts';

/** The report in GitHub's Markdown; figures are links to their SVG files in `figures/`. */
export function paperMarkdown({ title, budget, published }: Study, sections: readonly Section[]): string {
  const head = [
    `# ${literal(title)}`,
    budget === '' ? '' : literal(budget),
    `The paper's numbers: ${literal(published.source)}`,
  ];
  const parts = sections.flatMap(({ title: name, paragraphs, blocks }) => [
    `## ${literal(name)}`,
    ...paragraphs.map(literal),
    ...blocks.map(blockText),
  ]);
  return `${[...head, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: Block): string {
  if (block.kind === 'list') return block.items.map((item) => `- ${literal(item)}`).join('\n');
  if (block.kind === 'table') return tableText(block.table);
  const { id, title, note, panels, links } = block.figure;
  const headings = panels.map(({ heading }) => heading).filter((heading) => heading !== '');
  return [
    `![${literal(title)}](figures/${id}.svg)`,
    `**${literal(title)}.** ${literal(note)}${headings.length === 0 ? '' : ` Panels: ${literal(headings.join('; '))}.`}${linkText(links)}`,
  ].join('\n\n');
}

function tableText({ caption, lines, header, rows, notes }: GridTable): string {
  const titles = headings(header);
  return [
    `**${literal(caption)}**`,
    lines.map(({ text, links }) => `- ${literal(text)}${linkText(links)}`).join('\n'),
    [
      `| | ${titles.map(literal).join(' | ')} |`,
      `|---|${titles.map(() => '---:').join('|')}|`,
      ...rows.map(({ name, cells }) => `| ${literal(name)} | ${cells.map(cellText).join(' | ')} |`),
    ].join('\n'),
    ...notes.map(literal),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A heading a column: those above it are put before it. */
function headings(header: GridTable['header']): string[] {
  const spread = header.map((row) => row.flatMap(({ text, span }) => Array<string>(span).fill(text)));
  const last = spread.at(-1) ?? [];
  return last.map((_, column) => spread.map((row) => row[column] ?? '').join(' '));
}

function cellText({ ours, beside, href, mark }: GridCell): string {
  const text = mark === 'best' ? `**${literal(ours)}**` : literal(ours);
  const linked = href === null || ours === '' ? text : `[${text}](${href})`;
  return beside === null ? linked : `${linked} / ${literal(beside)}`;
}

function linkText(links: readonly Link[]): string {
  return links.length === 0
    ? ''
    : ` (${links.map(({ text, href }) => `[${literal(text)}](${href})`).join(', ')})`;
}

/** Text that Markdown and HTML would take for markup is shown as it is. */
function literal(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, (character) => `\\${character}`);
}
