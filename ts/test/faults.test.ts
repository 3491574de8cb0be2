import { readFileSync } from 'node:fs';
import { expect } from 'chai';

interface Fault {
  readonly id: string;
  readonly open: string;
  readonly proofs: readonly { readonly file: string; readonly test: string }[];
}

const faults: readonly Fault[] = JSON.parse(readFileSync('ts/test/faults.json', 'utf8'));

describe('the list of faults', () => {
  it('is F1 to F24, each with tests that prove it, or with what is open', () => {
    expect(faults.map(({ id }) => id)).to.deep.equal(Array.from({ length: 24 }, (_, at) => `F${at + 1}`));
    for (const { id, proofs, open } of faults) expect(proofs.length > 0 || open !== '', id).to.equal(true);
  });

  it('names tests that there are', () => {
    const strays = faults.flatMap(({ proofs }) =>
      proofs.filter(({ file, test }) => !isThere(readFileSync(file, 'utf8'), test)),
    );
    expect(strays).to.deep.equal([]);
  });

  it('is the list of docs/faults.md, which `make faults` writes', () => {
    const page = readFileSync('docs/faults.md', 'utf8');
    for (const { id, proofs, open } of faults) {
      const row = page.split('\n').find((line) => line.startsWith(`| ${id} |`)) ?? '';
      for (const { file, test } of proofs) expect(row, id).to.contain(`${test} (\`${file}\`)`);
      expect(row, id).to.contain(open).and.not.contain('FAIL');
    }
  });
});

/** Whether the text of a test's file holds its name; parts of a name may be filled in. */
function isThere(text: string, test: string): boolean {
  if (text.includes(test)) return true;
  const patterns = Array.from(text.matchAll(/it\(`([^`]*\$\{[^`]*)`/g), ([, pattern = '']) =>
    pattern
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+'),
  );
  return patterns.some((pattern) => new RegExp(`^${pattern}$`).test(test));
}
