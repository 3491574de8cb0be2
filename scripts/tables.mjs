// Writes data/NAME.csv from the npm package vega-datasets: node scripts/tables.mjs NAME [FILE]. See data/README.md.
import { readFileSync, writeFileSync } from 'node:fs';

const tables = {
  penguins: {
    source: new URL('../node_modules/vega-datasets/data/penguins.json', import.meta.url),
    columns: {
      species: 'Species',
      island: 'Island',
      bill_length_mm: 'Beak Length (mm)',
      bill_depth_mm: 'Beak Depth (mm)',
      flipper_length_mm: 'Flipper Length (mm)',
      body_mass_g: 'Body Mass (g)',
      sex: 'Sex',
    },
  },
  cars: {
    source: new URL('../node_modules/vega-datasets/data/cars.json', import.meta.url),
    columns: {
      miles_per_gallon: 'Miles_per_Gallon',
      displacement_in3: 'Displacement',
      horsepower: 'Horsepower',
      weight_lb: 'Weight_in_lbs',
    },
  },
  weather: {
    source: new URL('../node_modules/vega-datasets/data/seattle-weather.csv', import.meta.url),
    columns: {
      temp_max_c: 'temp_max',
      temp_min_c: 'temp_min',
      precipitation_mm: 'precipitation',
      wind_m_s: 'wind',
    },
  },
};

function records(source) {
  // A path, not an import: the package exports its code only.
  const text = readFileSync(source, 'utf8');
  if (source.pathname.endsWith('.json')) return JSON.parse(text);
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
}

function cell(value) {
  // One penguin's sex is recorded as '.': not determined.
  if (value === null || value === '.') return '';
  if (/[",\r\n]/.test(String(value))) throw new Error(`${value} would need quotes`);
  return String(value);
}

const [name, out] = process.argv.slice(2);
const table = tables[name];
if (table === undefined) throw new Error(`${name} is none of ${Object.keys(tables).join(', ')}`);
const rows = records(table.source).map((record) =>
  Object.values(table.columns).map((column) => cell(record[column])),
);
const text = [Object.keys(table.columns), ...rows].map((row) => `${row.join(',')}\n`).join('');
if (out === undefined) process.stdout.write(text);
else writeFileSync(out, text);
