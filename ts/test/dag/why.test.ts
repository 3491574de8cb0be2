import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import type { Stage } from '../../dag/graph.ts';
import { copy, stage, Workshop } from './workshop.ts';

describe('why a stage runs', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());

  const training = { networks: 1000, rate: 0.1 };
  const train = (rest: Partial<Stage> = {}, operation: Partial<Stage['operation']> = {}): Stage =>
    stage('space', {
      with: { seed: 0, training, file: null },
      ...rest,
      operation: { ...copy, name: 'train', files: ['file'], environment: { torch: '2.12' }, ...operation },
    });
  const whyAfter = async (first: Stage[], then: Stage[], name = 'space'): Promise<string | undefined> => {
    await shop.run(first);
    await shop.run(then);
    return shop.why(name);
  };

  it('is that it never ran', async () => {
    await shop.run([train()]);
    expect(shop.why('space')).to.equal('never run');
  });

  it('is that it never ran under this name in this pipeline', async () => {
    await shop.run([train()], { pipeline: 'other' });
    await shop.run([train({ with: { seed: 1 } })]);
    expect(shop.why('space')).to.equal('never run');
  });

  it('is a parameter, with both values', async () => {
    const changed = { seed: 0, training: { ...training, networks: 2000 }, file: null };
    expect(await whyAfter([train()], [train({ with: changed })])).to.equal(
      '`training.networks` changed from 1000 to 2000',
    );
  });

  it('is a parameter that is new or gone', async () => {
    const first = train({ with: { seed: 0, old: [1, 2] } });
    expect(await whyAfter([first], [train({ with: { seed: 0, bias: true } })])).to.equal(
      '`old` is gone (was [1,2]), `bias` is new (true)',
    );
  });

  it('is the code or the environment', async () => {
    expect(await whyAfter([train()], [train({}, { code: 'code 2' })])).to.equal('the code of train changed');
    await shop.run([train()]);
    await shop.run([train({}, { environment: { torch: '2.13' } })]);
    expect(shop.why('space')).to.equal('`torch` changed from 2.12 to 2.13');
  });

  it('is a file', async () => {
    await shop.file('x.safetensors', '1');
    const stages = [train({ with: { file: 'x.safetensors' } })];
    await shop.run(stages);
    await shop.file('x.safetensors', '2');
    await shop.run(stages);
    expect(shop.why('space')).to.equal('x.safetensors changed');
    await shop.file('y.safetensors', '3');
    await shop.run([train({ with: { file: 'y.safetensors' } })]);
    expect(shop.why('space')).to.equal('`file` changed from x.safetensors to y.safetensors');
    await shop.run([train({ with: { file: null } })]);
    expect(shop.why('space')).to.equal('`file` changed to nothing');
  });

  it('is a stage that it needs, by name', async () => {
    const user = stage('search', { deps: { space: ['space'] } });
    expect(await whyAfter([train(), user], [train({ with: { seed: 1 } }), user], 'search')).to.equal(
      'its dependency `space` changed',
    );
  });

  it('is the first few of many changes', async () => {
    const before = train({ with: { a: 1, b: 1, c: 1, d: 1, e: 1 } });
    expect(await whyAfter([before], [train({ with: { a: 2, b: 2, c: 2, d: 2, e: 2 } })])).to.equal(
      '`a` changed from 1 to 2, `b` changed from 1 to 2, `c` changed from 1 to 2, 2 more changed',
    );
  });

  it('is an artifact that is missing or damaged', async () => {
    const { artifacts } = await shop.run([train()]);
    await rm(`${artifacts.space}/text`);
    await shop.run([train()]);
    expect(shop.why('space')).to.equal('its artifact is damaged: text is missing');
    await rm(artifacts.space ?? '', { recursive: true });
    await shop.run([train()]);
    expect(shop.why('space')).to.equal('its artifact is missing');
  });
});
