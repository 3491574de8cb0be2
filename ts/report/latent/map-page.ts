import { counted, percent, significant } from '../number.ts';
import { renderTablesPage, type Section } from '../tables-page.ts';
import { nearerEdges } from './map-edges.ts';
import { byBend, bySpread, type MapPage, mapFigure } from './map-figure.ts';

/** The page as HTML, complete in itself. */
export async function renderMap(page: MapPage): Promise<string> {
  const colourings = [bySpread(page), byBend].flatMap((each) => (each === null ? [] : [each]));
  const near = nearerEdges(page);
  return renderTablesPage({
    title: `Map of the latent space ${page.space}`,
    headline: [
      `${counted(page.random.length, 'random network')} of ${counted(page.inputs, 'input')}, along the two directions in which they differ most`,
      `The two hold ${percent(page.shares[0] + page.shares[1], 1)} of the variance of z: networks that are far apart here are far apart in z, those that are near here may not be.`,
    ],
    facts: page.paths.map(({ name, depth, points }) => [
      `Path of ${name}`,
      `${counted(points.at(-1)?.step ?? 0, 'step')} of the start that found the best network, ${counted(depth, 'hidden layer')}`,
    ]),
    tables: [],
    figures: await Promise.all([
      ...colourings.map((colouring) => mapFigure(page, colouring)),
      ...(near === null ? [] : [mapFigure(page, byBend, near)]),
    ]),
    details: page.found.length === 0 ? [] : [foundTable(page)],
  });
}

function foundTable({ found }: MapPage): Section {
  return {
    title: 'Found networks',
    note: 'Where they lie, and what they do beside the random ones.',
    table: {
      header: ['network', 'numbers', 'hidden layers', 'component 1', 'component 2', 'spread', 'bend'],
      rows: found.map(({ name, nonzeros, depth, x, y, spread, bend }) => ({
        cells: [
          name,
          String(nonzeros),
          String(depth),
          ...[x, y, spread].map((v) => significant(v)),
          percent(bend),
        ],
        span: 1,
        marked: false,
      })),
    },
  };
}
