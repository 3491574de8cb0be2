import { createHash } from 'node:crypto';
import { Eta } from 'eta';
import { swatch } from '../figure.ts';
import { style } from '../templates/style.ts';
import { pageScript } from './page-script.ts';
import type { PanelFigure, Section, SurfaceData } from './section.ts';
import type { Study } from './study.ts';
import { paperStyle } from './style.ts';
import { paperTemplate } from './template.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** Least width of a panel in px, below which the figure scrolls: words in it stay readable. */
const LEAST = { surface: 150, plot: 240 };

/** More artifacts than this are folded away. */
const MOST_LINKS = 9;

/** The report as one HTML page, complete in itself: it fetches nothing, and runs one script of its own. */
export function renderPaperPage({ title, budget, published }: Study, sections: readonly Section[]): string {
  const surfaces: SurfaceData[] = [];
  const script = pageScript();
  const drawn = sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) =>
      block.kind === 'figure' ? { kind: block.kind, figure: pageFigure(block.figure, surfaces) } : block,
    ),
  }));
  return eta.renderString(paperTemplate, {
    title,
    budget,
    source: published.source,
    style: style + paperStyle,
    sections: drawn,
    // `<` could end the element that the data stand in.
    surfaces: JSON.stringify(surfaces).replaceAll('<', '\\u003c'),
    script,
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
  });
}

/** The figure as the template shows it; its surfaces are added to those of the page, which number them. */
function pageFigure(figure: PanelFigure, surfaces: SurfaceData[]) {
  const turns = figure.panels.some(({ surface }) => surface !== null);
  const panels = figure.panels.map(({ heading, svg, surface }) => {
    if (surface === null) return { heading, svg };
    const number = surfaces.push(surface) - 1;
    return { heading, svg: svg.replace('<svg ', `<svg data-surface="${number}" tabindex="0" `) };
  });
  const legend = figure.legend.map((item) => ({ ...item, swatch: swatch(item) }));
  const manyLinks = figure.links.length > MOST_LINKS;
  return { ...figure, legend, panels, turns, manyLinks, least: turns ? LEAST.surface : LEAST.plot };
}
