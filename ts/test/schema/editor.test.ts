import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { checker } from '../../schema/check.ts';
import { checkPipeline } from '../../schema/schemas.ts';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
// Editors fill nothing in; ajv would, and within `anyOf` it does so for branches that then do not fit.
const withoutDefaults = (key: string, value: unknown) => (key === 'default' ? undefined : value);
const check = checker<object>(JSON.parse(read('schemas/pipeline.editor.schema.json'), withoutDefaults));

const written = parse(`
device: "\${device}"
vars: { batch: 64, rate: 0.1, kind: functional }
stages:
  table:
    op: table
    with: { file: "\${file}", target: mass, split: ["\${a}", 3, 2], max_inputs: "\${n}" }
  space:
    op: train
    matrix: { batch: "\${batches}" }
    with:
      space: { depths: "\${depths}", bias: "\${bias}" }
      autoencoder: { latent: "\${latent}" }
      training: { batch: "\${item.batch}", masks: "\${masks}" }
  other: { op: train, with: { autoencoder: { kind: "\${kind}" } } }
  search: { op: search, deps: { space: "space@\${batch}", table: table }, with: { latent: "\${latent}" } }
`);

function refuses(change: (pipeline: typeof written) => void): boolean {
  const copy = structuredClone(written);
  change(copy);
  return !check(copy).ok;
}

describe("the editors' schema", () => {
  it('and the types are as the schemas and presets make them', () => {
    execFileSync(process.execPath, ['scripts/schema-types.mjs', '--check'], { cwd: root, stdio: 'pipe' });
  });

  it('takes a reference in place of a number, a list, a mapping, a choice or the kind of a union', () => {
    expect(check(written).ok).to.equal(true);
    expect(checkPipeline(written).ok).to.equal(false);
  });

  it('takes nothing else that the schema refuses', () => {
    expect(refuses((it) => Object.assign(it.stages.space.with.training, { batch: 'many' }))).to.equal(true);
    expect(refuses((it) => Object.assign(it.stages.space.with.training, { batch: 0 }))).to.equal(true);
    expect(refuses((it) => Object.assign(it.stages.space.with.training, { bacth: 1 }))).to.equal(true);
    expect(refuses((it) => Object.assign(it.stages.other.with.autoencoder, { kind: 'conv' }))).to.equal(true);
    expect(refuses((it) => Object.assign(it.stages.search, { op: 'serch' }))).to.equal(true);
    expect(refuses((it) => delete it.stages.search.deps)).to.equal(true);
    expect(refuses((it) => delete it.stages.table.with.file)).to.equal(true);
    expect(refuses(() => {})).to.equal(false);
  });

  it('takes every pipeline that lies in pipelines/, each of which names it in its first line', () => {
    const files = readdirSync(new URL('pipelines/', root), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.yaml'),
    );
    expect(files).to.include('quickstart.yaml').and.to.include('paper/table-1.yaml');
    for (const file of files) {
      const text = read(`pipelines/${file}`);
      expect(text.split('\n')[0], file).to.equal(
        `# yaml-language-server: $schema=${'../'.repeat(file.split('/').length)}schemas/pipeline.editor.schema.json`,
      );
      const checked = check(parse(text, { merge: true }));
      expect(checked.ok ? [] : checked.complaints, file).to.deep.equal([]);
    }
  });
});
