import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { predict } from '../../export/predict.ts';
import { chosenNetwork, type SearchPage } from '../../report/page.ts';
import { type Control, controlsOf } from '../../report/panel/controls.ts';
import { moduleOf } from '../../report/panel/module.ts';
import { madeUpPage } from './made-up-page.ts';
import { penguinPage } from './penguin-page.ts';

type Value = number | string | null;

/** What a network's module answers, as a list. */
function answer(page: SearchPage, network: number, values: readonly Value[]): number[] {
  const file = page.networks[network];
  if (file === undefined) throw new Error(`no network ${network}`);
  const text = `${moduleOf(file)}\n[predict(${JSON.stringify(values)})].flat()`;
  return Array.from(runInNewContext(text) as number[]);
}

const controlNamed = (controls: readonly Control[], name: string) =>
  controls.find((control) => control.name === name);

describe('the module of a network', () => {
  it('answers what predict does to a row of numbers, for every network of a front', () => {
    const page = penguinPage();
    page.networks.forEach((network, index) => {
      const row = page.fitted.slice(3, 6);
      expect(answer(page, index, [...row])[0]).to.equal(predict(network, row)[0]);
    });
  });

  it('makes levels, gaps and probabilities of several classes as predict does', async () => {
    const page = await madeUpPage({});
    const network = chosenNetwork(page);
    const of = (values: Readonly<Record<string, Value>>) => {
      const row = network.inputs.map(({ column, takes, level }) => {
        const { name = '', fill } = network.columns[column] ?? {};
        const value = values[name] ?? null;
        if (takes === 'missing') return value === null ? 1 : 0;
        return takes === 'level' ? Number(value === level) : Number(value ?? fill);
      });
      const given = network.columns.map(({ name }) => values[name] ?? null);
      const expected = Array.from(predict(network, Float64Array.from(row)));
      const found = answer(page, page.front.chosen, given);
      expect(found).to.have.length(3);
      for (const [which, share] of found.entries()) expect(share).to.be.closeTo(expected[which] ?? 0, 1e-12);
    };
    const measured = { bill_length_mm: 39.1, bill_depth_mm: 18.7, flipper_length_mm: 181 };
    of({ ...measured, island: 'Torgersen', body_mass_g: 3750, sex: 'MALE' });
    of({ ...measured, island: 'Biscoe', body_mass_g: null, sex: null });
  });

  it('gives both probabilities of two classes', async () => {
    const page = await madeUpPage({ target: 'sex', inputs: ['bill_depth_mm', 'body_mass_g'] });
    const [first, second] = answer(page, page.front.chosen, [18, 4000]);
    const network = chosenNetwork(page);
    expect(second).to.be.closeTo(predict(network, Float64Array.of(18, 4000))[0] ?? 0, 1e-12);
    expect((first ?? 0) + (second ?? 0)).to.be.closeTo(1, 1e-12);
  });
});

describe('the controls of a panel', () => {
  it('are one for each column that any network uses, within what the rows say', async () => {
    const page = await madeUpPage({});
    const controls = controlsOf(page.networks, page.fitted);
    expect(controls.map(({ name }) => name)).to.deep.equal(
      chosenNetwork(page).columns.map(({ name }) => name),
    );
    expect(controlNamed(controls, 'body_mass_g')).to.include({
      kind: 'number',
      step: 1,
      gap: true,
    });
    const island = controlNamed(controls, 'island');
    expect(island).to.deep.include({
      kind: 'category',
      levels: ['Biscoe', 'Dream', 'Torgersen'],
      gap: false,
    });
    expect(controlNamed(controls, 'sex')).to.deep.include({ levels: ['FEMALE', 'MALE'], gap: true });
    expect(controlsOf(page.networks.slice(0, 1), page.fitted)).to.deep.equal([]);
  });

  it('begin at the middle of a number, and at the most frequent level', async () => {
    const page = await madeUpPage({ target: 'body_mass_g', inputs: ['species', 'flipper_length_mm'] });
    const controls = controlsOf(page.networks, page.fitted);
    expect(controlNamed(controls, 'species')).to.include({ value: 0 });
    const flipper = controlNamed(controls, 'flipper_length_mm');
    if (flipper?.kind !== 'number') throw new Error('flippers have no number');
    const { least, greatest, value } = flipper;
    expect([least, greatest].every(Number.isInteger)).to.equal(true);
    expect(value).to.be.within(190, 200);
  });

  it('are dates, with hours where these tell something, and times in a table of one day', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'swat dates '));
    const file = join(folder, 'rides.csv');
    const made = async (date: (row: number) => string) => {
      const rows = Array.from({ length: 60 }, (_, row) => `${date(row)},${row % 24}`);
      writeFileSync(file, `when,rides\n${rows.join('\n')}\n`);
      const page = await madeUpPage({ file, target: 'rides' });
      return controlsOf(page.networks, page.fitted)[0];
    };
    const two = (number: number) => String(number).padStart(2, '0');
    try {
      // Half of the rows are fitted; all but the day of a month is in both halves.
      const day = await made((row) => `2024-0${1 + (row % 6)}-${two(1 + (row % 20))}`);
      if (day?.kind !== 'date') throw new Error('a date has no date control');
      expect(day.type).to.equal('date');
      expect([day.least, day.value, day.greatest].join(' ')).to.match(
        /^2024-01-\d\d 2024-0\d-\d\d 2024-06-\d\d$/,
      );
      expect([day.least, day.value, day.greatest]).to.deep.equal([day.greatest, day.least, day.value].sort());
      const hour = await made((row) => `2024-01-${two(1 + (row % 20))} ${two(row % 24)}:00`);
      expect(hour).to.include({ type: 'datetime-local' });
      expect(hour?.kind === 'date' && hour.least).to.match(/^2024-01-0\dT00:00$/);
      const time = await made((row) => `2024-01-01 ${two(row % 24)}:${two(row % 60)}`);
      expect(time).to.include({ type: 'time' });
      expect(time?.kind === 'date' && time.value).to.match(/^1\d:00$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
