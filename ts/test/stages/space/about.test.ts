import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { fingerprints } from '../../../dag/fingerprint.ts';
import type { Stage } from '../../../dag/graph.ts';
import { encodeSafetensors, float32 } from '../../../kernel/index.ts';
import type { TrainParameters } from '../../../schema/types.ts';
import { NO_KERNELS, NO_MACHINE } from '../../../stages/operations.ts';
import { aboutSpace, familyOf, spaceText } from '../../../stages/space/about.ts';
import { writeSpaceFile } from '../../../stages/space/file.ts';
import { train } from '../../../stages/space/train.ts';
import { operation } from '../../../stages/stage.ts';

/** Nothing but its card is read of a space. */
const WEIGHT = { 'autoencoder.weight': float32(Float32Array.of(1), 1) };

function trained(parameters: string): TrainParameters {
  const result = parsePipeline('x.yaml', `stages: { space: { op: train, with: { ${parameters} } } }`, {});
  const [job] = result.ok ? result.pipeline.jobs : [];
  if (job?.op !== 'train') throw new Error(JSON.stringify(result));
  return job.with;
}

describe('what is said about a space', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat about '));
  after(() => rmSync(folder, { recursive: true }));

  /** An artifact as train leaves it. */
  function artifact(name: string, parameters: TrainParameters, seconds = 0): string {
    const path = join(folder, name);
    mkdirSync(path);
    writeSpaceFile(join(path, 'space.safetensors'), { card: { ...parameters, seconds }, tensors: WEIGHT });
    return path;
  }

  it('is its family, preset, loss, masks, budget, seed and seconds', () => {
    const card = trained('preset: paper, seed: 4, space: { family: linear }, training: { networks: 640 }');
    const path = artifact('linear', card, 2.5);
    const about = aboutSpace(path);
    expect(about).to.deep.equal({
      family: 'linear',
      preset: 'paper',
      loss: 'min',
      masks: 'harden',
      networks: 640,
      unique_networks: 640,
      seed: 4,
      seconds: 2.5,
    });
    expect(spaceText(about)).to.equal(
      'linear networks, preset paper, loss min, masks harden, 640 presentations, seed 4',
    );
  });

  it('counts as many different networks as there were, where they came round again', () => {
    const card = trained('training: { networks: 640, unique_networks: 100 }');
    expect(aboutSpace(artifact('again', card))).to.include({ networks: 640, unique_networks: 100 });
    const fresh = trained('training: { networks: 640 }');
    expect(aboutSpace(artifact('fresh', fresh)).unique_networks).to.equal(640);
  });

  it('has no preset and no seconds where the file is older than its note of them', () => {
    const { space, autoencoder, training, seed } = trained('');
    const path = artifact('older', trained(''));
    expect(aboutSpace(path)).to.include({ preset: 'swat', seconds: 0 });
    const card = JSON.stringify({ space, autoencoder, training, seed });
    const older = encodeSafetensors({ tensors: WEIGHT, metadata: { format: 'swat-space-1', card } });
    writeFileSync(join(path, 'space.safetensors'), older);
    expect(aboutSpace(path)).to.include({ preset: null, seconds: null });
  });

  it('is of its own stage: one that differs in nothing but the name of its preset has another artifact', async () => {
    const stage = (preset: string) => {
      const parameters = { ...trained('preset: paper'), preset } as unknown as Stage['with'];
      return {
        name: preset,
        operation: operation(train, NO_MACHINE, NO_KERNELS),
        with: parameters,
        deps: {},
        many: [],
      };
    };
    const found = await fingerprints([stage('paper'), stage('swat')], folder);
    const [paper, swat] = [...found.values()].map((each) => ('hash' in each ? each.hash : null));
    expect(paper).to.be.a('string').and.to.not.equal(swat);
  });

  it('names a family by its activations and weights, whatever else the space is', () => {
    for (const family of ['sigmoid', 'leaky_relu', 'linear']) {
      expect(familyOf(trained(`space: { family: ${family}, depths: [2], bias: true }`).space)).to.equal(
        family,
      );
      for (const other of ['activations: [tanh]', 'weight_range: 5', 'activations: [sigmoid, linear]']) {
        expect(familyOf(trained(`space: { family: ${family}, ${other} }`).space)).to.equal('other');
      }
    }
    expect(familyOf(trained('space: { output_activation: sigmoid }').space)).to.equal('other');
  });
});
