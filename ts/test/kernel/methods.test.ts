import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { PROTOCOL } from '../../kernel/failure.ts';
import { float32, type Kernel, startKernel, type Tensor } from '../../kernel/index.ts';
import { pipelineSchema } from '../../schema/schemas.ts';
import {
  AUTOENCODER,
  FINISH,
  FOLD_SPACE,
  FOLDS,
  KEYS,
  LATENT,
  POLYNOMIAL,
  PRUNE,
  SPACE,
  TRAINING,
} from './whole.ts';

interface Side {
  content: { $ref?: string; properties?: object };
  tensors: Record<string, string>;
}
const catalogue = JSON.parse(readFileSync('schemas/protocol.schema.json', 'utf8'));
const methods = catalogue.methods as Record<string, Side & { reply: Side }>;

const ajv = new Ajv2020({ strict: true, discriminator: true });
ajv.addVocabulary(['protocol', 'methods', 'control']);
ajv.addSchema(pipelineSchema).addSchema(catalogue);

/** What `content` should be, by the catalogue. */
function check(name: string, side: 'content' | 'reply/content', content: unknown): void {
  const validate = ajv.getSchema(`protocol.schema.json#/methods/${name}/${side}`);
  expect(validate, name).not.to.equal(undefined);
  validate?.(content);
  expect(validate?.errors, `${name} ${side}`).to.equal(null);
}

function keysOf({ $ref, properties }: Side['content']): string[] {
  const name = $ref?.split('/').at(-1) ?? '';
  return Object.keys(($ref ? catalogue.$defs[name].properties : properties) ?? {});
}

describe('kernel/methods', () => {
  it('types and catalogue have the same methods, with the same keys', () => {
    expect(catalogue.protocol).to.equal(PROTOCOL);
    expect(Object.keys(KEYS)).to.have.members(Object.keys(methods));
    for (const [name, { takes, gives }] of Object.entries(KEYS)) {
      expect(Object.keys(takes), name).to.have.members(keysOf(methods[name]?.content ?? {}));
      expect(Object.keys(gives), name).to.have.members(keysOf(methods[name]?.reply.content ?? {}));
    }
  });

  describe('the life of a training and of a search', () => {
    let kernel: Kernel;
    const called = new Set<string>();

    /** Calls the method, and holds the request and the reply to the catalogue. */
    const call: Kernel['call'] = async (method, content, ...rest) => {
      called.add(method);
      check(method, 'content', content);
      const reply = await kernel.call(method, content, ...rest);
      check(method, 'reply/content', reply.content);
      expect(patternsOf(reply.tensors), method).to.have.members(
        Object.keys(methods[method]?.reply.tensors ?? {}),
      );
      return reply;
    };

    /** The patterns of the catalogue under which these tensors fall. */
    function patternsOf(tensors: object): string[] {
      const patterns = Object.keys(tensors).map((name) =>
        name === 'step' ? `${name}?` : name.replace(/_\d+$/, '_d').replace(/\..*$/, '.*'),
      );
      return [...new Set(patterns)];
    }

    before(async function () {
      this.timeout(120_000);
      kernel = await startKernel({ device: 'cpu', threads: 1 });
    });
    after(() => kernel.close());

    it('goes through every method', async () => {
      const first = { space: SPACE, autoencoder: AUTOENCODER, seed: 0 };
      await call('hello', {});
      await call('train_init', { ...first, handle: 't', training: TRAINING });
      const networks = networksOf(4);
      await call(
        'train_steps',
        {
          handle: 't',
          counts: [
            [2, 0],
            [2, 4],
          ],
        },
        { networks_1: networks(1), networks_2: networks(2) },
      );
      const state = await call('state', { handle: 't', part: 'all' });
      expect(state.content.step).to.equal(2);
      await call('release', { handle: 't' });
      const resumed = await call('train_init', { ...first, handle: 't', training: TRAINING }, state.tensors);
      expect(resumed.content.step).to.equal(2);
      const weights = Object.entries(state.tensors).filter(([name]) => name.startsWith('autoencoder.'));
      await call('load', { ...first, handle: 'a' }, Object.fromEntries(weights));
      const { z } = (await call('encode', { handle: 'a', depth: 2 }, { networks: networks(2) })).tensors;
      await call('principal_axes', { axes: 2 }, { z });
      const decoded = await call('decode', { handle: 'a', depth: 1, refine_steps: 0 }, { z });
      expect(decoded.tensors.networks.shape).to.deep.equal(networks(1).shape);
      const x = float32(
        Float32Array.from({ length: 12 }, (_, i) => i / 6 - 1),
        6,
        2,
      );
      await call('evaluate', { space: SPACE, depth: 1 }, { networks: decoded.tensors.networks, x });
      await call(
        'reconstruct',
        { handle: 'a', depth: 1, masks: 'hard', refine_steps: 0 },
        { networks: networks(1), x },
      );
      const pairs = { dtype: 'int32', shape: [2, 2], data: Int32Array.of(0, 1, 7, 2) } as const;
      await call(
        'distance',
        { handle: 'a', neighbours: 3 },
        { networks_1: networks(1), networks_2: networks(2), x, pairs },
      );
      const y = float32(
        Float32Array.from({ length: 6 }, (_, i) => i),
        6,
        1,
      );
      const table = { x_train: x, y_train: y, x_validation: x, y_validation: y };
      await call('search_init', { handle: 's', autoencoder: 'a', latent: LATENT, seed: 0 }, table);
      await call('search_steps', { handle: 's', steps: 2 });
      const path = await call('search_path', { handle: 's' });
      expect(path.tensors.z.shape).to.deep.equal([3, z.shape[1]]);
      const begin = { depths: [1, 2], drawn_share: 0.5, regrow_share: null };
      await call('finish_init', { handle: 's', finish: FINISH, rounds: 1, ...begin });
      await call('finish_steps', { handle: 's', steps: 2 });
      const finished = await call('end_round', { handle: 's' });
      expect(finished.content.step).to.equal(4);
      const front = await call('front', { handle: 's' });
      expect(front.tensors.networks_1?.shape[0]).to.be.greaterThan(0);
      expect(front.tensors.nonzeros_1?.data).to.be.instanceOf(Int32Array);
      const views = float32(Float32Array.of(...new Array(6).fill(1), 1, 1, 1, 0, 0, 0), 1, 2, 6);
      const held = { dtype: 'int32', shape: [1, 1, 6], data: Int32Array.of(-1, -1, -1, 1, 1, 1) } as const;
      const ofOne = (rows: Tensor): Tensor => ({ ...rows, shape: [1, ...rows.shape] });
      const few = { space: FOLD_SPACE, folds: FOLDS, loss: 'squared', most: 6, seed: 0 } as const;
      await call(
        'folds_init',
        { ...few, handle: 'f', autoencoder: null },
        { x: ofOne(x), y: ofOne(y), counts: views, held },
      );
      const stepped = await call('folds_steps', { handle: 'f', steps: 3, hurried: false });
      expect(stepped.content.step).to.equal(3);
      const reader = { kind: 'table', hidden: 8, cells: 6, layers: 1, slots: 8, unit: 3 } as const;
      await call('load', { handle: 'r', space: FOLD_SPACE, autoencoder: reader, seed: 0 }, {});
      await call('encode_tables', { handle: 'r' }, { x: ofOne(x), y: { ...y, shape: [1, 6] } });
      const foundInFew = await call('folds_found', { handle: 'f' });
      expect(foundInFew.content.candidates.length).to.equal(foundInFew.tensors.networks.shape[0]);
      const rival = { space: SPACE, validation_rows: 0, seed: 0 };
      await call('rival_init', { ...rival, handle: 'o' }, table);
      await call('offer_networks', { handle: 'o', rows: 0 }, { networks_1: networks(1) });
      await call('rival_init', { ...rival, handle: 'p', direct_prune: PRUNE }, table);
      const pruned = await call('rival_steps', { handle: 'p', steps: 3, from: 0, to: 1 });
      expect(pruned.content.step).to.equal(3);
      const fitted = await call(
        'fit_polynomial',
        { polynomial: POLYNOMIAL, validation_rows: 0, seed: 0 },
        table,
      );
      expect(fitted.tensors.coefficients.data).to.be.instanceOf(Float64Array);
      const doubles = {
        dtype: 'float64',
        shape: [6, 2],
        data: Float64Array.from(x.data as Float32Array),
      } as const;
      const targets = { dtype: 'float64', shape: [6], data: Float64Array.of(0, 1, 2, 3, 4, 5) } as const;
      const lines = await call(
        'fit_baselines',
        { methods: ['constant', 'ridge'], seed: 0 },
        { x: doubles, y: targets, asked: doubles },
      );
      expect(lines.tensors.predictions.shape).to.deep.equal([2, 6]);
      expect([...called]).to.have.members(Object.keys(methods));
    }).timeout(60_000);
  });
});

/** `count` networks of each depth of SPACE, packed: every number is a half, so every neuron is active. */
function networksOf(count: number) {
  const sizes: Record<number, number> = { 1: 3 * 2 + 3 + 3, 2: 3 * 2 + 9 + 3 + 6 };
  return (depth: number) => {
    const size = sizes[depth] ?? 0;
    return float32(new Float32Array(count * size).fill(0.5), count, size);
  };
}
