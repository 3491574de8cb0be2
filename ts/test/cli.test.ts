import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { swatIn } from './swat.ts';

describe('swat', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat cli '));
  after(() => rmSync(folder, { recursive: true }));

  const { start, write, long } = swatIn(folder);

  it('without a command shows its commands and exits 2', async () => {
    const { code, stderr } = await start([]);
    expect(code).to.equal(2);
    expect(stderr).to.contain('predict');
  });

  it('tells an unknown command, option or setting in a sentence and exits 2', async () => {
    const pipeline = write('empty.yaml', 'stages: {}');
    for (const words of [['rum'], ['run'], ['run', pipeline, '--frob'], ['run', pipeline, '-S', 'x']]) {
      const { code, stderr } = await start(words);
      expect(code, words.join(' ')).to.equal(2);
      expect(stderr, words.join(' ')).to.not.contain('    at ');
    }
  });

  it('says its version, names its commands to one that it has not, and one that is like it', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await start(['--version'])).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await start(['predcti'])).stderr).to.contain('Did you mean predict?');
    expect((await start(['forecast'])).stderr).to.match(/fit, predict, .*run, status/);
  });

  it('shows every mistake in a pipeline where it stands and exits 2', async () => {
    const pipeline = write('wrong.yaml', 'stages:\n  a:\n    op: trian\n');
    const { code, stderr } = await start(['run', pipeline]);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^wrong\.yaml:3:9: .*did you mean `train`\?\n {8}op: trian\n {12}\^{5}\n$/);
  });

  it('asks for what a fit lacks before it says that it has started', async () => {
    for (const [words, sentence] of [
      [[], 'say which column is to be predicted: --target COLUMN\n'],
      [['--target', 'y', '--seed', 'x'], '--seed takes a number, not "x"\n'],
    ] as const) {
      const { code, stdout, stderr } = await start(['fit', 'nowhere.csv', ...words]);
      expect({ code, stdout, stderr }).to.deep.equal({ code: 2, stdout: '', stderr: sentence });
    }
  });

  it('says nothing of a start where what is asked is refused', async () => {
    write('sales.csv', `shop,sales\n${'a,1\nb,2\n'.repeat(8)}`);
    for (const [words, sentence] of [
      [['--by', 'shops'], 'sales.csv has no column "shops"; did you mean "shop"?\n'],
      [['--by', 'sales'], 'The target "sales" cannot name groups of rows, too (--by).\n'],
      [['--out', 'sales.csv'], 'sales.csv is a file, not a folder: name another with --out\n'],
    ] as const) {
      const { code, stdout, stderr } = await start(['fit', 'sales.csv', '--target', 'sales', ...words]);
      expect({ code, stdout, stderr }).to.deep.equal({ code: 2, stdout: '', stderr: sentence });
    }
    expect(readFileSync(join(folder, 'sales.csv'), 'utf8')).to.match(/^shop,sales/);
  }).timeout(60_000);

  it('fits what standard input says, into a folder that is named so', async () => {
    const table = `a;y\n${Array.from({ length: 12 }, (_, i) => `${i},5;${2 * i}\n`).join('')}`;
    const { code, stdout, stderr } = await start(
      ['fit', '-', '--target', 'y', '--steps', '10'],
      () => {},
      table,
    );
    expect(stderr).to.match(
      /^fit: started \(standard input\)\nfit: standard input: its columns are separated by semicolons\.\n/,
    );
    expect(stdout).to.match(/^chosen: stdin-fit\/chosen\.json$/m);
    expect(code).to.equal(0);
    expect((await start(['fit', '-', '--target', 'y'], () => {}, 'a,y\n1,2\n')).stderr).to.equal(
      'standard input has 1 row; at least 10 are needed.\n',
    );
  }).timeout(60_000);

  it('takes several words where a command has them', async () => {
    const { code, stderr } = await start(['compare', '--ours', 'x', 'one', 'two']);
    expect(code).to.equal(2);
    expect(stderr).to.equal('there is no folder one\n');
  });

  it('tells where a table cannot be read and exits 2', async () => {
    write('text.csv', `a,y\n${'1,2\n'.repeat(20)}one,3\n`);
    const pipeline = write('t.yaml', 'stages: { t: { op: table, with: { file: text.csv, target: y } } }');
    const { code, stderr } = await start(['run', pipeline]);
    expect(code).to.equal(2);
    expect(stderr).to.match(/text\.csv:22: /);
    expect(stderr).to.not.contain('    at ');
  });

  /** A table that takes more than 5 kB, in a pipeline of its own. */
  const roomy = () => {
    write('roomy.csv', `a,y\n${Array.from({ length: 400 }, (_, i) => `${i},${Math.sin(i)}\n`).join('')}`);
    return write('roomy.yaml', 'stages: { t: { op: table, with: { file: roomy.csv, target: y } } }');
  };

  it('says which file of how many bytes could not be written, exits 1, and goes on once it can', async () => {
    const pipeline = roomy();
    const { code, stderr } = await start(['run', pipeline], () => {}, '', 'ulimit -f 10');
    expect(stderr).to.match(
      /^t: .*rows\.safetensors \([\d,]+ bytes\) cannot be written: no file may be as large here \(ulimit -f\) \(EFBIG\)$/m,
    );
    expect(code).to.equal(1);
    expect((await start(['run', pipeline])).code).to.equal(0);
  }).timeout(60_000);

  it('says of a read-only disk that it is one, and exits 2', async function () {
    const mount = `mount -t tmpfs -o size=1m tmpfs '${folder}/mounted' && cp roomy.* mounted && mount -o remount,ro '${folder}/mounted'`;
    mkdirSync(join(folder, 'mounted'), { recursive: true });
    const pipeline = roomy();
    const { status } = spawnSync('unshare', ['-rm', 'sh', '-c', mount], { cwd: folder });
    if (status !== 0) this.skip(); // only who may mount can try it
    const inside = `${mount} && cd mounted`;
    const { code, stderr } = await start(['run', pipeline], () => {}, '', inside, ['unshare', '-rm']);
    expect(stderr).to.equal(
      `${join(folder, 'mounted', '.swat')} cannot be written: its disk is read-only (EROFS)\n`,
    );
    expect(code).to.equal(2);
  });

  it('keeps going where it is told to, names what failed and what was not run, and exits 1', async () => {
    write('text.csv', `a,y\n${'1,2\n'.repeat(20)}one,3\n`);
    write('good.csv', `a,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i * i}\n`).join('')}`);
    const table = (file: string) => `{ op: table, with: { file: ${file}, target: y } }`;
    const search = '{ op: search, deps: { table: bad }, with: { steps: 5 } }';
    const pipeline = write(
      'two.yaml',
      `stages: { bad: ${table('text.csv')}, after: ${search}, good: ${table('good.csv')} }`,
    );
    const { code, stderr } = await start(['run', pipeline, '-k']);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^good: done in .*\nfailed after [^:]*: bad; not run: after\n$/m);
  });

  const inputs = ['a', 'b'].map((name) => ({ name, offset: 1, scale: 2 }));
  const NETWORK = {
    format: 1,
    inputs,
    output: { name: 'y, estimated', offset: 10, scale: 4 },
    layers: [{ weights: [[2, 1]], bias: null, activations: ['linear'] }],
    nonzeros: 2,
    provenance: {},
  };

  it('runs the stages that are named, for each point of a grid, and says what they took and why they run', async () => {
    write('chosen.csv', `x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
    const op = `op: table\n    with: {file: chosen.csv, target: y, seed: '\${seed}'}`;
    const pipeline = write('chosen.yaml', `vars: {seed: 0}\nstages:\n  a:\n    ${op}\n  b:\n    ${op}\n`);
    const { code, stderr } = await start(['run', pipeline, 'a', '-j', '2', '-G', 'seed=[0, 1]']);
    expect(code, stderr).to.equal(0);
    expect(stderr)
      .to.match(/chosen@seed=0\n[\s\S]*chosen@seed=1\n/)
      .and.not.contain('b:');
    expect(existsSync(join(folder, 'out/chosen@seed=1/a/table.json'))).to.equal(true);
    const planned = await start(['run', pipeline, '-n', '-G', 'seed=[1, 2]', 'a']);
    expect(planned.stdout).to.match(/^a {2}fresh\na {2}would run: never run \(time unknown\)\n$/);
    const why = await start(['status', pipeline, '--why', 'z']);
    expect(why).to.include({ code: 2, stderr: 'there is no stage z; the stages are a, b\n' });
  }).timeout(60_000);

  it('predicts by CSV on standard output, in order, and says how many rows it cannot', async () => {
    write('network.json', JSON.stringify(NETWORK));
    write('rows.csv', 'b,other,a\n1,x,3\n,y,5\n3,z,1\n');
    const { code, stdout, stderr } = await start(['predict', 'network.json', 'rows.csv']);
    expect(stdout).to.equal('"y, estimated"\n18\nNA\n14\n');
    expect(stderr).to.equal('1 of 3 rows has no prediction (NA): an input is missing\n');
    expect(code).to.equal(0);
  });

  it('gives the ends of the interval where the network has one, and refuses where it has none', async () => {
    write('sure.json', JSON.stringify({ ...NETWORK, interval: { coverage: 0.9, half_width: 1.5 } }));
    const { stdout, stderr } = await start(
      ['predict', 'sure.json', '-', '--interval'],
      () => {},
      'a,b\n3,1\n,1\n',
    );
    expect(stdout).to.equal(
      '"y, estimated","y, estimated low","y, estimated high"\n18,16.5,19.5\nNA,NA,NA\n',
    );
    expect(stderr).to.match(/^90 % of new rows/);
    write('unsure.json', JSON.stringify(NETWORK));
    const refused = await start(['predict', 'unsure.json', '-', '--interval'], () => {}, 'a,b\n3,1\n');
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.match(/^unsure.json has no interval/);
  });

  it('says where it extrapolates', async () => {
    const [a, b] = NETWORK.inputs;
    const ranged = { ...NETWORK, inputs: [{ ...a, range: [0, 4] }, b] };
    write('ranged.json', JSON.stringify(ranged));
    const { stderr } = await start(['predict', 'ranged.json', '-'], () => {}, 'a,b\n3,1\n5,1\n-1,9\n');
    expect(stderr).to.equal(
      '2 of 3 rows lie outside what the network was fitted to (a from 0 to 4): it extrapolates there\n',
    );
  });

  it('predicts what standard input says', async () => {
    write('network.json', JSON.stringify(NETWORK));
    const { stdout } = await start(['predict', 'network.json', '-'], () => {}, 'a,b\n3,1\n');
    expect(stdout).to.equal('"y, estimated"\n18\n');
    const { code, stderr } = await start(['predict', 'network.json', '-'], () => {}, 'a,b\n3,x\n');
    expect(code).to.equal(2);
    expect(stderr).to.match(/^standard input:2: column "b"/);
  });

  it('says what it takes for granted of a table', async () => {
    write('network.json', JSON.stringify(NETWORK));
    writeFileSync(join(folder, 'latin.csv'), Buffer.from('a,b,°C,\n3,1,2,\n', 'latin1'));
    const { stdout, stderr } = await start(['predict', 'network.json', 'latin.csv']);
    expect(stdout).to.equal('"y, estimated"\n18\n');
    expect(stderr).to.equal(
      'latin.csv is not UTF-8: it was read as Latin-1.\nlatin.csv: commas at the ends of lines are left out.\n',
    );
  });

  it('predicts a line a row for readers that skip empty lines', async () => {
    const one = { ...NETWORK, inputs: inputs.slice(0, 1), nonzeros: 1 };
    const layers = [{ weights: [[2]], bias: null, activations: ['linear'] }];
    write('one.json', JSON.stringify({ ...one, layers }));
    write('gaps.csv', 'a,b\n,\n0.5,\n,\n0.5,0.5\n,1\n');
    const { stdout } = await start(['predict', 'one.json', 'gaps.csv']);
    write('predictions.csv', stdout);
    const script = 'import csv; print([*csv.reader(open("predictions.csv"))])';
    const kept = execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(kept.trim()).to.equal("[['y, estimated'], ['NA'], ['8'], ['NA'], ['8'], ['NA']]");
  });

  it('ends quietly where nobody reads on, and stops a run', async () => {
    write('network.json', JSON.stringify(NETWORK));
    write('many.csv', `a,b\n${'1,2\n'.repeat(300_000)}`);
    for (const words of [
      ['predict', 'network.json', 'many.csv'],
      ['run', long(), '--json'],
    ]) {
      const { code, stderr } = await start(words, (_, child) => child.stdout?.destroy());
      expect({ code, stderr }, words.join(' ')).to.deep.equal({ code: 141, stderr: '' });
    }
  }).timeout(60_000);

  it('refuses to predict with a damaged network and exits 2', async () => {
    write('damaged.json', '{"format": 1}');
    const { code, stderr } = await start(['predict', 'damaged.json', 'rows.csv']);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^damaged\.json is not a network of swat: .*\n$/);
  });

  it('writes a network as source, and says in a sentence what it cannot write', async () => {
    const layers = [{ weights: [[2]], bias: null, activations: ['linear'] }];
    const column = (offset: number) => ({ name: 'a', offset, scale: 1 });
    const network = {
      format: 1,
      inputs: [column(1)],
      output: column(0),
      layers,
      nonzeros: 1,
      provenance: {},
    };
    write('small.json', JSON.stringify(network));
    const heavy = [{ ...layers[0], weights: [[1e40]] }];
    write('large.json', JSON.stringify({ ...network, layers: heavy }));
    const { code, stdout } = await start(['export', 'small.json', '--to', 'JavaScript']);
    expect(code).to.equal(0);
    expect(stdout).to.contain('const h1_0 = 2 * a;');
    const named = await start(['export', 'small.json', '--to', 'C', '--name', 'mass_2']);
    expect(named.stdout).to.contain('double mass_2(const double x[1])\n{');
    const complaints = {
      'small.json':
        '--to says in which language: c, cpp, arduino, javascript, typescript, python, numpy, torch, onnx, safetensors, json, latex, mermaid or svg\n',
      'small.json --to toString':
        'swat writes c, cpp, arduino, javascript, typescript, python, numpy, torch, onnx, safetensors, json, latex, mermaid or svg, not toString\n',
      'large.json --to c': 'large.json: Infinity does not fit into a float of C\n',
      'small.json --to c --name my-mass':
        '--name takes the name of a function (letters, digits and underscores, a letter first, and no word of the language), not "my-mass"; my_mass is one\n',
      'small.json --to javscript':
        'swat writes c, cpp, arduino, javascript, typescript, python, numpy, torch, onnx, safetensors, json, latex, mermaid or svg, not javscript; did you mean javascript?\n',
      'none.json --to c': 'there is no network file none.json\n',
    };
    for (const [words, complaint] of Object.entries(complaints)) {
      const refused = await start(['export', ...words.split(' ')]);
      expect(refused, words).to.deep.equal({ code: 2, stdout: '', stderr: complaint });
    }
  });

  it('finds everything fresh in another language and another time zone', async () => {
    const pipeline = roomy();
    expect((await start(['run', pipeline])).code).to.equal(0);
    for (const [lang, zone, deep] of [
      ['tr_TR.UTF-8', 'Pacific/Kiritimati', '--verify'],
      ['de_DE.UTF-8', 'America/Los_Angeles', '--deep'],
    ] as const) {
      const there = `export LANG=${lang} LC_ALL=${lang} TZ=${zone}`;
      const { stdout } = await start(['status', pipeline, deep], () => {}, '', there);
      expect(stdout, lang).to.equal('t  fresh\n');
    }
  }).timeout(60_000);

  it('goes by content where the clock was moved: what was made years ahead is fresh now, and the other way round', async () => {
    const pipeline = roomy();
    const moved = (years: number) =>
      write(
        'moved.cjs',
        `const Now = Date; const by = ${years} * 31_557_600_000;
globalThis.Date = class extends Now { constructor(...given) { super(...(given.length ? given : [Now.now() + by])); } static now() { return Now.now() + by; } };`,
      );
    for (const years of [5, -5]) {
      const clock = `export NODE_OPTIONS="--require ./${moved(years)}"`;
      const there = await start(['run', pipeline, '-F', 't'], () => {}, '', clock);
      expect(there.code, there.stderr).to.equal(0);
      expect((await start(['status', pipeline, '--deep'])).stdout, `${years} years`).to.equal('t  fresh\n');
    }
    const { stdout } = await start(['runs']);
    expect(stdout)
      .to.contain(`${new Date().getFullYear() + 5}`)
      .and.contain(`${new Date().getFullYear() - 5}`);
  }).timeout(60_000);
});
