import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const page = readFileSync('docs/architecture.md', 'utf8');

/** Rooms that each room may import, by the table of docs/architecture.md; `*` stands for any. */
const allowed = new Map<string, ReadonlySet<string>>();
for (const [, names = '', targets = ''] of page.matchAll(/^\| (`ts\/.+?) \| (.+) \|$/gm)) {
  const rooms = Array.from(names.matchAll(/`ts\/([a-z]+)`/g), ([, room = '']) => room);
  const mayImport = targets === 'nothing of ours' ? [] : targets.replace(/ \(.*\)/, '').split(', ');
  for (const room of rooms) allowed.set(room, new Set(mayImport));
}

/** Outside packages with one door: the room or file that imports them, or a room for each format that they write. */
const doors: Readonly<Record<string, string | readonly string[]>> = {
  ajv: 'schema',
  yaml: 'config',
  'pure-rand': 'random',
  'csv-parse': 'data',
  '@duckdb/node-api': 'data',
  zeromq: 'kernel',
  pythonia: 'kernel',
  '@dagrejs/graphlib': 'dag',
  commander: 'cli',
  vega: 'report',
  'vega-lite': 'report',
  eta: 'report',
  pbf: ['onnx', 'tensorboard'],
  'crc-32': 'tensorboard',
};

interface Import {
  readonly file: string;
  readonly room: string;
  /** A room of ours, or an outside package. */
  readonly target: string;
  readonly ours: boolean;
}

function importsOf(file: string): Import[] {
  const room = (file.split('/')[0] ?? '').replace(/\.ts$/, '');
  const text = readFileSync(join('ts', file), 'utf8');
  const specifiers = Array.from(
    text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm),
    ([, still, lazy]) => still ?? lazy ?? '',
  );
  return specifiers.flatMap((specifier): Import[] => {
    if (specifier.startsWith('node:')) return [];
    if (!specifier.startsWith('.')) {
      const parts = specifier.split('/');
      const target = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
      return [{ file, room, target, ours: false }];
    }
    const target = join(file, '..', specifier).split('/')[0] ?? '';
    return target === room ? [] : [{ file, room, target: target.replace(/\.ts$/, ''), ours: true }];
  });
}

const files = readdirSync('ts', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('test/'),
);
const imports = files.flatMap(importsOf);

describe('the rooms of ts/', () => {
  it('are all in the table of docs/architecture.md', () => {
    const rooms = new Set(files.map((file) => (file.split('/')[0] ?? '').replace(/\.ts$/, '')));
    expect([...rooms].filter((room) => !allowed.has(room))).to.deep.equal([]);
    expect([...allowed.keys()].filter((room) => !rooms.has(room))).to.deep.equal([]);
  });

  it('import only the rooms that the table allows them', () => {
    const strays = imports.filter(({ room, target, ours }) => ours && !allowed.get(room)?.has(target));
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).to.deep.equal([]);
  });

  it('import an outside package only through its door', () => {
    const strays = imports.filter(
      ({ room, target, ours }) => !ours && target in doors && ![doors[target]].flat().includes(room),
    );
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).to.deep.equal([]);
  });

  it('are read: the imports of cli.ts and the doors are found', () => {
    expect(imports.some(({ file, target }) => file === 'cli.ts' && target === 'commands')).to.equal(true);
    const used = new Set(imports.filter(({ ours }) => !ours).map(({ target }) => target));
    expect(Object.keys(doors).filter((name) => !used.has(name))).to.deep.equal([]);
  });
});
