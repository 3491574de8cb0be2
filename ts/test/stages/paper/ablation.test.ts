import { expect } from 'chai';
import { type AblationRow, ablationText } from '../../../report/ablation-table.ts';
import type { ReconstructionFile } from '../../../stages/paper/reconstruct.ts';
import { readJson } from '../../../stages/results.ts';
import { Road, SPACE } from '../road.ts';

const json = <T>(folder: string | undefined, file: string): T => readJson(folder ?? '', file);

describe('an ablation', () => {
  const road = new Road();
  before(() => road.open());
  after(() => road.close());

  it('lists the best decoder of each space, in the order asked for, and the constant once', async function () {
    this.timeout(60_000);
    const text = `vars: { networks: 512 }
stages:${SPACE}
  few: { op: reconstruct, deps: { space: space }, with: { networks: 20, grid: 3, examples: 0 } }
  more: { op: reconstruct, deps: { space: space }, with: { networks: 30, grid: 3, examples: 0 } }
  table: { op: ablation, deps: { reconstructions: [more, few] }, with: { title: Two } }
`;
    const { artifacts } = await road.run(text);
    const rows = json<AblationRow[]>(artifacts.table, 'ablation.json');
    expect(rows.map(({ name }) => name)).to.deep.equal(['more', 'few']);
    const measured = json<ReconstructionFile>(artifacts.few, 'reconstruction.json');
    expect(rows[1]?.seconds).to.equal(measured.about.seconds);
    expect(rows[1]?.rows).to.deep.equal(
      measured.rows.filter(({ decoder }) => decoder === 'best' || decoder === 'constant'),
    );
    const { text: shown } = json<{ text: string }>(artifacts.table, 'results.json');
    expect(shown.split('\n')[0]).to.equal('Two');
    expect(shown.match(/^constant/gm)).to.have.length(1);
  });
});

describe('the table of an ablation', () => {
  it('shows mean MPE and median FVU by depth, and a stroke where a depth was not measured', () => {
    const row = (decoder: 'best' | 'constant', encoder: number, value: number) => ({
      decoder,
      encoder,
      mpe_mean: value,
      mpe_median: 0,
      fvu_median: value / 100,
      r2_share_90: 0,
    });
    const text = ablationText([
      { name: 'a', seconds: 12.3, rows: [row('best', 1, 4), row('best', 2, 8), row('constant', 1, 50)] },
      { name: 'b', seconds: null, rows: [row('best', 2, 9)] },
    ]);
    const [header, a, b, constant] = text.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(header).to.include.members(['MPE 1', 'MPE 2', 'FVU 1', 'FVU 2', 'seconds']);
    expect(a).to.deep.equal(['a', '4.00', '8.00', '0.040', '0.080', '12.3']);
    expect(b).to.deep.equal(['b', '–', '9.00', '–', '0.090', '–']);
    expect(constant?.slice(0, 2)).to.deep.equal(['constant', '50.0']);
  });
});
