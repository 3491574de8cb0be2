// Writes data/penguins.csv from the npm package vega-datasets. See data/README.md.
import { readFileSync, writeFileSync } from 'node:fs';

const columns = {
  species: 'Species',
  island: 'Island',
  bill_length_mm: 'Beak Length (mm)',
  bill_depth_mm: 'Beak Depth (mm)',
  flipper_length_mm: 'Flipper Length (mm)',
  body_mass_g: 'Body Mass (g)',
  sex: 'Sex',
};

function cell(value) {
  // One penguin's sex is recorded as '.': not determined.
  if (value === null || value === '.') return '';
  if (/[",\r\n]/.test(String(value))) throw new Error(`${value} would need quotes`);
  return String(value);
}

// A path, not an import: the package exports its code only.
const source = new URL('../node_modules/vega-datasets/data/penguins.json', import.meta.url);
const penguins = JSON.parse(readFileSync(source, 'utf8'));
const rows = penguins.map((penguin) => Object.values(columns).map((name) => cell(penguin[name])));
const text = [Object.keys(columns), ...rows].map((row) => `${row.join(',')}\n`).join('');
const out = process.argv[2];
if (out === undefined) process.stdout.write(text);
else writeFileSync(out, text);
