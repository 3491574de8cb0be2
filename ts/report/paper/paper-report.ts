import { paperMarkdown } from './markdown.ts';
import { panelSheet } from './panel-sheet.ts';
import { renderPaperPage } from './paper-page.ts';
import { sectionsOf } from './sections.ts';
import type { Study } from './study.ts';
import { type TableCell, tableCells } from './tables-file.ts';

/** The report on the paper: texts of its files, by path. */
export interface PaperReport {
  readonly files: ReadonlyMap<string, string>;
  readonly cells: readonly TableCell[];
}

/** Writes the report from what a pipeline measured: report.html, report.md and figures/*.svg, and the cells of its tables. */
export async function writePaperReport(study: Study): Promise<PaperReport> {
  const sections = await sectionsOf(study);
  const figures = sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'figure' ? [block.figure] : [])),
  );
  const files = new Map([
    ['report.html', renderPaperPage(study, sections)],
    ['report.md', paperMarkdown(study, sections)],
    ...figures.map((figure) => [`figures/${figure.id}.svg`, panelSheet(figure)] as const),
  ]);
  return { files, cells: tableCells(study) };
}
