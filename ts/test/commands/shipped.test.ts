import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stagesOf } from '../../commands/prepare.ts';
import { isShipped, withShippedFiles } from '../../commands/shipped.ts';
import { readPipeline } from '../../config/read.ts';
import { projectRoot } from '../../kernel/index.ts';
import { NO_KERNELS, NO_MACHINE, operations } from '../../stages/operations.ts';

describe('the files of a pipeline', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'swat shipped '));
  after(() => rmSync(cwd, { recursive: true }));
  const SPACE = 'spaces/sigmoid.safetensors';
  const shipped = join(projectRoot, SPACE);

  it('are taken from where the user stands, and else from what comes along', () => {
    writeFileSync(join(cwd, 'own.csv'), 'a,b\n');
    const given = { file: 'own.csv', space: SPACE, table: { test: SPACE, seed: 1 }, all: ['own.csv', SPACE] };
    const taken = new Map<string, string>();
    const take = (path: string, own: string) => taken.set(path, own);
    expect(withShippedFiles(given, ['file', 'space', 'table.test', 'all'], cwd, take)).to.deep.equal({
      file: 'own.csv',
      space: shipped,
      table: { test: shipped, seed: 1 },
      all: ['own.csv', shipped],
    });
    expect(given.space).to.equal(SPACE);
    expect([...taken]).to.deep.equal([[SPACE, shipped]]);
  });

  it('stay as they are named where they are nowhere, or are none', () => {
    const given = { file: 'nowhere.csv', test: null, table: null, note: SPACE };
    const take = () => expect.fail('nothing is taken');
    expect(withShippedFiles(given, ['file', 'test', 'table.file', 'absent'], cwd, take)).to.deep.equal(given);
  });

  it("are swat's own only where the pipeline is", () => {
    expect(isShipped(join(projectRoot, 'pipelines', 'table.yaml'), cwd)).to.equal(true);
    expect(isShipped(join('pipelines', 'table.yaml'), projectRoot)).to.equal(true);
    expect(isShipped('table.yaml', cwd)).to.equal(false);
  });

  it("of a pipeline of one's own are not looked for elsewhere", async () => {
    const jobs = async (file: string) => {
      const read = await readPipeline(file, { table: 'data/nowhere-here.csv', target: 'y' });
      if (!read.ok) throw new Error(JSON.stringify(read.errors));
      const said: string[] = [];
      const known = operations(NO_MACHINE, NO_KERNELS);
      const back = process.cwd();
      process.chdir(cwd);
      try {
        const stages = stagesOf(read.pipeline, known, (sentence) => said.push(sentence));
        return { space: stages.find(({ name }) => name === 'space')?.with.file, said };
      } finally {
        process.chdir(back);
      }
    };
    const own = join(cwd, 'table.yaml');
    copyFileSync(join(projectRoot, 'pipelines', 'table.yaml'), own);
    expect(await jobs(own)).to.deep.equal({ space: SPACE, said: [] });
    expect(await jobs(join(projectRoot, 'pipelines', 'table.yaml'))).to.deep.equal({
      space: shipped,
      said: [`there is no ${SPACE} in this folder: swat's own is taken, ${shipped}`],
    });
  });
});
