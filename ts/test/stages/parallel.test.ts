import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Event } from '../../dag/event.ts';
import { contentOf, Road, SPACE, tableText } from './road.ts';

/** A training, a table and two searches that need nothing of each other, and a search that needs both. */
function pipeline(table: string): string {
  const file = JSON.stringify(table);
  return `vars: { networks: 1024 }
stages:${SPACE}
  table: { op: table, with: { file: ${file}, target: y } }
  other: { op: table, with: { file: ${file}, target: a, seed: 1 } }
  folds: { op: search, deps: { table: table }, with: { steps: 8 } }
  others: { op: search, deps: { table: other }, with: { steps: 8, seed: 1 } }
  search:
    op: search
    deps: { space: space, table: table }
    with: { steps: 20, latent: { starts: 4 }, finish: { networks: 4 }, folds: { plan: [] } }
`;
}

describe('stages that run at once', () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  /** Runs it from nothing; how many stages ran at once at most. */
  async function ran(parallel: number): Promise<{ content: Record<string, string>; most: number }> {
    rmSync(join(road.folder, '.swat'), { recursive: true, force: true });
    const running = new Set<string>();
    let most = 0;
    const count = (event: Event) => {
      if (event.kind === 'stage-started') running.add(event.stage);
      if (event.kind === 'stage-finished') running.delete(event.stage);
      most = Math.max(most, running.size);
    };
    const result = await road.run(text, count, parallel);
    const said = road.events.flatMap((event) => (event.kind === 'stage-failed' ? [event.message] : []));
    expect(said).to.deep.equal([]);
    return { content: await contentOf(result), most };
  }
  let text = '';

  it('leave the same files as one after the other, byte for byte', async () => {
    text = pipeline(road.file('table.csv', tableText(40)));
    const [alone, together] = [await ran(1), await ran(2)];
    expect([alone.most, together.most]).to.deep.equal([1, 2]);
    expect(Object.keys(alone.content)).to.have.length(6);
    expect(together.content).to.deep.equal(alone.content);
  }).timeout(120_000);
});
