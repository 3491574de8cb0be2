import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { loadNetwork } from '../../commands/load-network.ts';

const scores = { validation: { mse: 1, r2: 0, mpe: 50 }, test: { mse: 1, r2: 0, mpe: 50 } };
const kept = { depth: 1, nonzeros: 1, nonzeros_raw: 1, neurons: [], start: 0, ...scores };

/** A front of two networks, `a` the one of fewer weights. */
function front(chosen: number) {
  const networks = ['a', 'b'].map((name) => ({ ...kept, file: `networks/${name}.json` }));
  const baselines = { constant: scores, ols: scores, untrained: null };
  return { task: 't', unit: '', networks, chosen, baselines };
}

function network(name: string) {
  const column = { name, offset: 0, scale: 1 };
  const layers = [{ weights: [[2]], bias: null, activations: ['linear'] }];
  return { format: 1, inputs: [column], output: column, layers, nonzeros: 1, provenance: {} };
}

describe('the network that a command is given', () => {
  const root = mkdtempSync(join(tmpdir(), 'swat load '));
  after(() => rmSync(root, { recursive: true }));
  const path = (...names: string[]) => join(root, ...names);
  const write = (name: string, value: unknown) => writeFileSync(path(name), JSON.stringify(value));

  before(() => {
    mkdirSync(path('table/search/networks'), { recursive: true });
    mkdirSync(path('empty'));
    write('table/search/front.json', front(1));
    for (const name of ['a', 'b']) write(`table/search/networks/${name}.json`, network(name));
  });

  it('is its file, or the chosen one of a search by folder, front or folder of the pipeline', async () => {
    const names: [string, string][] = [
      ['table/search/networks/a.json', 'a'],
      ['table/search', 'b'],
      ['table/search/', 'b'],
      ['table/search/front.json', 'b'],
      ['table', 'b'],
    ];
    for (const [named, expected] of names) {
      const { file, network } = await loadNetwork(path(named));
      expect(network.inputs[0]?.name, named).to.equal(expected);
      expect(file, named).to.equal(path(`table/search/networks/${expected}.json`));
    }
  });

  it('is refused in a sentence where there is none', async () => {
    write('empty/wrong.json', front(0));
    mkdirSync(path('beyond'));
    write('beyond/front.json', front(2));
    mkdirSync(path('lost'));
    write('lost/front.json', front(0));
    writeFileSync(path('nothing.json'), ' ');
    writeFileSync(path('text.json'), 'a,b\n1,2\n');
    const wrong: [string, RegExp][] = [
      ['empty', /^there is no front\.json in .*empty$/],
      ['none.json', /^there is no network file .*none\.json$/],
      ['none/front.json', /^there is no front file .*front\.json$/],
      ['nothing.json', /nothing\.json is not a network of swat: it is empty$/],
      ['text.json', /text\.json is not a network of swat: not JSON: .*$/],
      ['rows.csv', /rows\.csv has the name of a table; here a network is asked for/],
      ['empty/wrong.json', /wrong\.json is not a network of swat/],
      ['beyond', /front\.json is not a front of swat: there is no such network \(at chosen\)$/],
      ['lost', /^there is no network file .*networks\/a\.json$/],
    ];
    for (const [named, message] of wrong) {
      const error = await loadNetwork(path(named)).catch((thrown: unknown) => thrown);
      expect(error, named).to.be.instanceOf(CommandError);
      expect((error as CommandError).message)
        .to.match(message)
        .and.not.contain('\n');
    }
  });
});
