import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { groupSpaces, tableGroups } from '../../../report/paper/groups.ts';
import { searchChoice } from '../../../report/paper/search-choice.ts';
import type { GridTable, Section } from '../../../report/paper/section.ts';
import { sectionsOf } from '../../../report/paper/sections.ts';
import { searchesSentence, spacesSentence } from '../../../report/paper/summary.ts';
import { type TableCell, tableCells } from '../../../report/paper/tables-file.ts';
import { checker } from '../../../schema/check.ts';
import { frontNetwork, measuredSearch, measuredSpace, published, wholeStudy } from './made-up.ts';

const study = wholeStudy();

const sections = sectionsOf(study);

async function table(id: string, of: Promise<readonly Section[]> = sections): Promise<GridTable> {
  for (const { blocks } of await of) {
    for (const block of blocks) if (block.kind === 'table' && block.table.id === id) return block.table;
  }
  throw new Error(`no table ${id}`);
}

/** Row and column of a table as text: ours / beside. */
function cellAt({ rows }: GridTable, row: string, column: number): string {
  const cell = rows.find(({ name }) => name === row)?.cells[column];
  return cell === undefined ? '' : [cell.ours, cell.beside].filter((part) => part !== null).join(' / ');
}

describe('Table 1', () => {
  it('has the paper’s layout: three losses of four depths, four decoders, and its own numbers beside ours', async () => {
    const { header, rows } = await table('table-1-paper');
    expect(header[0]?.map(({ text, span }) => `${text} ${span}`)).to.deep.equal([
      'min loss 4',
      'p = −2 loss 4',
      'p = 2 loss 4',
    ]);
    expect(header[1]).to.have.length(12);
    expect(rows.map(({ name }) => name)).to.deep.equal([
      'D1',
      'D2',
      'D3',
      'D4',
      'best',
      'oracle',
      'constant',
    ]);
    const beside = rows.slice(0, 4).map(({ cells }) => cells.map(({ beside }) => Number(beside)));
    const { min, p_minus_2, p_2 } = published.table_1;
    expect(beside).to.deep.equal(min.map((row, i) => [...row, ...(p_minus_2[i] ?? []), ...(p_2[i] ?? [])]));
  });

  it('gives mean and standard deviation over seeds, and one seed’s number as it is', async () => {
    // The mean over 10, 10.25 and 10.5 of level + 1 + 0.1 - 4.
    expect(cellAt(await table('table-1-paper'), 'D1', 0)).to.equal('7.35 ± 0.25 / 5.84');
    expect(cellAt(await table('table-1-swat'), 'D1', 0)).to.equal('2.10 / 5.84');
  });

  it('puts the least of a column, ours and the paper’s, as best; the oracle stands beside nothing', async () => {
    const grid = await table('table-1-paper');
    expect(cellAt(grid, 'best', 1)).to.equal('8.45 ± 0.25 / 23.7');
    expect(cellAt(grid, 'oracle', 1)).to.equal('7.45 ± 0.25');
    expect(cellAt(grid, 'constant', 1)).to.equal('22.0');
  });

  it('has median FVU and the share of R² of at least 0.9 under it', async () => {
    expect(cellAt(await table('table-1-paper-skill'), 'D3', 0)).to.equal('0.30 / 85 %');
    expect(cellAt(await table('table-1-paper-skill'), 'constant', 0)).to.equal('1.1 / 47 %');
  });

  it('states its budget against the paper’s, and says where it is the paper’s own', async () => {
    const text = async (id: string) => (await table(id)).lines.map((line) => line.text).join('\n');
    expect(await text('table-1-paper')).to.contain("reduced: 50,000 of the paper's 12,800,000 presentations");
    expect(await text('table-1-swat')).to.contain(": the paper's 12,800,000 presentations");
  });

  it('links every number to its artifact', async () => {
    const { rows, lines } = await table('table-1-paper');
    expect(rows.flatMap(({ cells }) => cells.map(({ href }) => href))).not.to.include(null);
    expect(lines[1]?.links.map(({ href }) => href)).to.deep.equal(
      [0, 1, 2].map((seed) => `../r-sigmoid-paper-p_minus_2-${seed}/reconstruction.json`),
    );
  });

  it('marks what is no better than the constant, and the best of a column', async () => {
    const marks = (await table('table-3-paper')).rows.map(({ cells }) => cells.map(({ mark }) => mark));
    // Leaky ReLU's level is 6, below the constant; linear's is 25, above it.
    expect(marks[0]).to.deep.equal(['best', null, null, null, 'beaten', 'beaten', 'beaten', 'beaten']);
  });
});

describe('the spaces of the tables', () => {
  it('have their preset’s own masks, and of several budgets the greatest', () => {
    const spaces = [
      measuredSpace({ networks: 10000 }),
      measuredSpace({ networks: 50000, seed: 1 }),
      measuredSpace({ networks: 90000, masks: 'dead' }),
      measuredSpace({ preset: 'authors-code', masks: 'dead' }),
    ];
    const shown = tableGroups(groupSpaces(spaces), study.ownMasks);
    expect(shown.map(({ about }) => `${about.preset} ${about.networks} ${about.masks}`)).to.deep.equal([
      'paper 50000 harden',
      'authors-code 50000 dead',
    ]);
  });
});

describe('Table 2', () => {
  it('has the paper’s layout, with MPE and non-zeros on both sides', async () => {
    const grid = await table('table-2-paper');
    expect(grid.header[0]?.map(({ text }) => text)).to.deep.equal(['2 HL (14)', '3 HL (35)', '4 HL (48)']);
    // With 13 weights allowed at D1 the network of 9 is taken, for a teacher of 34 that of 18.
    expect(cellAt(grid, 'sigmoid D1', 0)).to.equal('7.00 (11) / 9.65 (11)');
    expect(cellAt(grid, 'sigmoid D1', 1)).to.equal('1.75 (20) / 19.07 (13)');
    expect(cellAt(grid, 'linear D3', 2)).to.equal('2.25 (24) / 0.00 (23)');
    expect(cellAt(grid, 'sigmoid constant', 0)).to.equal('40.0');
    expect(cellAt(await table('table-2-paper-skill'), 'sigmoid D1', 1)).to.equal('0.017 / 18 · 100 %');
    expect(cellAt(await table('table-2-paper-skill'), 'sigmoid teacher', 1)).to.equal('34');
  });

  it('says where everything was pruned away, and only there', async () => {
    const search = measuredSearch('linear', 2, 'paper');
    const depths = search.depths.map((front) =>
      front.depth === 2 ? { ...front, networks: [frontNetwork(2, 0, 50)], chosen: 0 } : front,
    );
    const notesOf = async (of: typeof search) => {
      const alone = { ...study, searches: [of], reconstructions: [], distances: [], sweep: [] };
      return (await table('table-2-paper', sectionsOf(alone))).notes.slice(1);
    };
    expect(await notesOf({ ...search, depths })).to.have.length(1);
    expect((await notesOf({ ...search, depths }))[0]).to.contain('In 1 of 4 cells and seeds');
    expect(await notesOf(search)).to.deep.equal([]);
    const marks = (of: typeof search) =>
      sectionsOf({ ...study, searches: [of], reconstructions: [], distances: [], sweep: [] }).then((all) =>
        table('table-2-paper', Promise.resolve(all)),
      );
    const [row] = (await marks({ ...search, depths })).rows.filter(({ name }) => name === 'linear D2');
    expect(row?.cells[0]?.mark).to.equal('beaten');
  });

  it('gives the spread over seeds', async () => {
    const searches = [0, 1].map((seed) => measuredSearch('linear', 3, 'swat', seed, 6 + 4 * seed));
    expect(
      cellAt(
        await table(
          'table-2-swat',
          sectionsOf({ ...study, searches, reconstructions: [], distances: [], sweep: [] }),
        ),
        'linear D1',
        1,
      ),
    ).to.equal('2.25 ± 0.71 (20) / 0.01 (11)');
  });

  it('takes of a depth’s front the best on validation that is no larger than the teacher, else the chosen', () => {
    const networks = [frontNetwork(2, 10, 30), frontNetwork(2, 13, 9), frontNetwork(2, 20, 1)];
    const choice = (nonzeros: number) =>
      searchChoice(
        {
          depths: [{ depth: 2, networks, chosen: 2 }],
          teacher: { depth: 2, nonzeros, nonzeros_raw: 14, seed: 0 },
        },
        2,
      );
    expect(choice(13)).to.equal(networks[1]);
    expect(choice(12)).to.equal(networks[0]);
    expect(choice(9)).to.equal(networks[2]);
  });

  it('has no part for the test rows in that choice', () => {
    const scores = (mse: number) => ({ mse, r2: 0, mpe: mse });
    const networks = [
      { ...frontNetwork(2, 10, 5), validation: scores(5), test: scores(1) },
      { ...frontNetwork(2, 12, 4), validation: scores(4), test: scores(90) },
    ];
    const teacher = { depth: 2, nonzeros: 13, nonzeros_raw: 14, seed: 0 };
    expect(searchChoice({ depths: [{ depth: 2, networks, chosen: 0 }], teacher }, 2)).to.equal(networks[1]);
  });
});

describe('tables.json', () => {
  const cells = tableCells(study);
  const check = checker<TableCell[]>(JSON.parse(readFileSync('schemas/tables.schema.json', 'utf8')));

  it('fits its schema', () => {
    expect(check(JSON.parse(JSON.stringify(cells)))).to.deep.include({ ok: true });
  });

  it('does not fit it with a pooled field in table 2, or without one in table 1', () => {
    const [first] = cells;
    const second = cells.find((cell) => cell.table === 2);
    expect(check([{ ...second, mpe_mean: 1 }]).ok).to.equal(false);
    const { mpe_mean: _mpe, ...less } = first as TableCell;
    expect(check([less]).ok).to.equal(false);
  });

  it('has all cells: of each space 16, best and oracle of each depth, of each preset the 36 of Table 2', () => {
    const count = (wanted: Partial<TableCell>) =>
      cells.filter((cell) =>
        Object.entries(wanted).every(([key, value]) => cell[key as keyof TableCell] === value),
      ).length;
    expect(count({ table: 1, preset: 'paper', seed: 0 })).to.equal(3 * 24);
    expect(count({ table: 1, preset: 'paper', decoder: 2 })).to.equal(3 * 3 * 4);
    expect(count({ table: 3, preset: 'paper' })).to.equal(2 * 24);
    expect(count({ preset: 'swat', loss: 'log_fvu', table: 3 })).to.equal(2 * 24);
    expect(count({ table: 2, preset: 'paper' })).to.equal(36);
    expect(count({ table: 2, preset: 'swat' })).to.equal(36);
  });

  it('says a cell whole, ours beside the paper’s', () => {
    const cell = cells.find(({ loss, decoder, encoder }) => loss === 'p_2' && decoder === 3 && encoder === 1);
    expect(cell).to.deep.equal({
      table: 1,
      family: 'sigmoid',
      loss: 'p_2',
      preset: 'paper',
      networks: 50000,
      unique_networks: 50000,
      seconds: 340,
      seed: 0,
      decoder: 3,
      encoder: 1,
      mpe_mean: 19.1,
      mpe_median: 9.55,
      fvu_median: 0.1 * 3,
      r2_share_90: 1 - (0.1 * 3) / 2,
      constant_mpe_mean: 21,
      paper_mpe: 27.2,
    });
    expect(
      cells.find(({ table, family, decoder }) => table === 2 && family === 'linear' && decoder === 2),
    ).to.deep.equal({
      table: 2,
      family: 'linear',
      loss: 'min',
      preset: 'paper',
      networks: 50000,
      unique_networks: 50000,
      seconds: 20.4,
      seed: 0,
      decoder: 2,
      encoder: 2,
      nonzeros: 10,
      nonzeros_raw: 12,
      mpe: 8,
      paper_mpe: 3.57,
      paper_nonzeros: 7,
    });
  });

  it('has the paper’s least for best, and nothing of the paper’s for oracle', () => {
    const at = (decoder: TableCell['decoder']) =>
      cells.find(
        (cell) => cell.table === 1 && cell.loss === 'min' && cell.decoder === decoder && cell.encoder === 1,
      );
    expect(at('best')?.paper_mpe).to.equal(5.84);
    expect(at('oracle')).not.to.have.property('paper_mpe');
  });
});

describe('the summary', () => {
  it('counts the cells that are below the paper’s, and those that a constant does not beat', () => {
    // Level 12: D_d E_e is 12 + d + e / 10, the diagonal 4 less; the constant 20 + e.
    const [group] = groupSpaces([measuredSpace({}, 19)]);
    if (group === undefined) throw new Error('no group');
    expect(spacesSentence(group, published)).to.match(
      /mean MPE below the paper's in 13 of 16 cells; no better than a constant in 6\.$/,
    );
    expect(spacesSentence({ ...group, members: [measuredSpace({}, 100)] }, published)).to.contain(
      'in 0 of 16 cells; no better than a constant in 16',
    );
  });

  it('takes a network without weights for the constant that it is', () => {
    const search = measuredSearch('sigmoid', 2, 'paper');
    const depths = search.depths.map(({ depth }) => ({
      depth,
      networks: [frontNetwork(depth, 0, 0.1)],
      chosen: 0,
    }));
    expect(searchesSentence('paper', [{ ...search, depths }], published)).to.equal(
      "Table 2, preset paper: test MPE below the paper's in 0 of 4 cells, in 0 of these with no more non-zero weights; no better than a constant in 4, 4 of which are one: everything was pruned away.",
    );
  });

  it('counts the cells of Table 2, of searches that there are', () => {
    const text = searchesSentence('paper', [measuredSearch('sigmoid', 2, 'paper')], published);
    expect(text).to.contain("below the paper's in 2 of 4 cells, in 2 of these");
    expect(text).to.match(/no better than a constant in 0\.$/);
  });
});
