import { Eta } from 'eta';
import { type Figure, swatch } from './figure.ts';
import type { TextTable } from './table.ts';
import { style } from './templates/style.ts';
import { tablesTemplate } from './templates/tables.ts';

/** A page of tables and figures; texts are plain, and escaped there. */
export interface TablesPage {
  readonly title: string;
  /** Sentences, the first of which is large. */
  readonly headline: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly Section[];
  readonly figures: readonly Figure[];
  /** Tables after the figures. */
  readonly details?: readonly Section[];
}

/** A table under its title. */
export interface Section {
  readonly title: string;
  readonly note: string;
  readonly table: TextTable;
}

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** The page as HTML, complete in itself: no script, no font, nothing fetched. */
export function renderTablesPage({ figures, details = [], ...page }: TablesPage): string {
  const drawn = figures.map((figure) => ({ ...figure, swatches: figure.legend.map(swatch) }));
  return eta.renderString(tablesTemplate, { ...page, style, figures: drawn, details });
}
