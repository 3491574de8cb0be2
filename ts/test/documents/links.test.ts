import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { PAGES } from './blocks.ts';

/** Links of a page into this repository: file (empty: the page itself) and anchor. */
function linksOf(page: string): { file: string; anchor: string; text: string }[] {
  const prose = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { file: file === '' ? page : normalize(join(dirname(page), file)), anchor, text: target };
    });
}

/** What headings are called in links, as GitHub makes it. */
function anchorsOf(page: string): Set<string> {
  const prose = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return new Set(
    Array.from(prose.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('links of the documentation', () => {
  it('lead to files that are there, and to headings that they have', () => {
    const links = PAGES.flatMap((page) => linksOf(page).map((link) => ({ page, ...link })));
    expect(links.length).to.be.above(60);
    const broken = links.filter(({ file, anchor }) => {
      if (!existsSync(file)) return true;
      return anchor !== '' && file.endsWith('.md') && !anchorsOf(file).has(anchor);
    });
    expect(broken.map(({ page, text }) => `${page}: ${text}`)).to.deep.equal([]);
  });
});
