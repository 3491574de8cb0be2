import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { filesText, resultsText } from '../../commands/results-text.ts';
import type { Operation } from '../../dag/operation.ts';
import { dependencies, operation, stage, Workshop } from '../dag/workshop.ts';

/** An operation that ends with this text and these files. */
const telling = (files: (deps: Parameters<Operation['run']>[0]['deps']) => Record<string, string>) =>
  operation('tell', async ({ with: { text }, deps, out }) => {
    writeFileSync(join(out, 'results.json'), JSON.stringify({ text, files: files(deps) }));
  });

describe('the last lines of a run', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());

  const search = stage('search@0/1', {
    operation: telling(() => ({ front: 'front.json' })),
    with: { text: 'a' },
  });
  const report = stage('report', {
    operation: telling((deps) => {
      const [folder = ''] = dependencies(deps).map((each) => basename(each.folder));
      return { front: join('..', folder, 'front.json'), report: 'report.html', elsewhere: '../../x' };
    }),
    with: { text: 'the table\n\n' },
    deps: { search: ['search@0/1'] },
  });
  const end = async () => {
    const { artifacts } = await shop.run([search, report]);
    return resultsText([search, report], { pipeline: 'test', store: shop.store, artifacts });
  };

  it('are what the last stages say, and name files by the links in out', async () => {
    const lines = [
      'the table',
      '',
      'front: out/test/search@0%2F1/front.json',
      'report: out/test/report/report.html',
      'elsewhere: .swat/x',
      '',
    ];
    expect(await end()).to.equal(lines.join('\n'));
  });

  it('say what to do with the chosen network, where there is one', async () => {
    const chosen = stage('report', {
      operation: telling(() => ({ chosen: 'chosen.json' })),
      with: { text: 'a' },
    });
    const { artifacts } = await shop.run([chosen]);
    const text = resultsText([chosen], { pipeline: 'test', store: shop.store, artifacts });
    expect(text).to.contain('next: npx swat predict out/test/report/chosen.json TABLE.csv');
    expect(text).to.contain('npx swat export out/test/report/chosen.json --to c');
  });

  it('say it of the networks of groups', () => {
    const files = { groups: "it's/groups.json", networks: 'its/groups', report: 'its/report.html' };
    expect(filesText('a', files)).to.equal(
      [
        'a',
        '',
        "groups: it's/groups.json",
        'networks: its/groups',
        'report: its/report.html',
        '',
        "next: npx swat predict 'it'\\''s/groups.json' TABLE.csv > predictions.csv",
        '      npx swat explain its/groups/GROUP',
        '      npx swat export its/groups/GROUP --to c > predict.c',
        '',
      ].join('\n'),
    );
  });

  it('name files where they are if out has no link to them', async () => {
    mkdirSync(join(shop.cwd, 'out/test/report'), { recursive: true });
    writeFileSync(join(shop.cwd, 'out/test/report/mine'), '');
    expect(await end()).to.match(/^report: \.swat\/artifacts\/tell-[0-9a-f]+\/report\.html$/m);
  });
});
