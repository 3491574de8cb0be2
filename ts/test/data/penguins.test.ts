import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';

describe('data/penguins.csv', () => {
  it('is what scripts/penguins.mjs makes of vega-datasets', () => {
    const made = execFileSync(process.execPath, ['scripts/penguins.mjs'], { encoding: 'utf8' });
    expect(readFileSync('data/penguins.csv', 'utf8')).to.equal(made);
  });
});
