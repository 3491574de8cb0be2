import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';

describe('a table of data/', () => {
  for (const name of ['penguins', 'cars', 'weather']) {
    it(`is what scripts/tables.mjs makes of vega-datasets: ${name}`, () => {
      const made = execFileSync(process.execPath, ['scripts/tables.mjs', name], { encoding: 'utf8' });
      expect(readFileSync(`data/${name}.csv`, 'utf8')).to.equal(made);
    });
  }
});
