import type { TextTable } from './table.ts';

/** In GitHub's Markdown: the first column is set left, the others right; a marked row is bold. */
export function markdownTable({ header, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, i) => (i === 0 ? '---' : '---:'));
  const body = rows.map(({ cells, marked }) => line(marked ? cells.map((cell) => `**${cell}**`) : cells));
  return [line(header), line(rule), ...body].join('\n');
}
