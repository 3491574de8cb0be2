import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { saveFile } from '../../dag/save.ts';
import { integer, pick } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { copy, operation, stage, Workshop } from './workshop.ts';

/** Flipped bits: more of them in a soak. */
const FLIPS = process.env.SOAK ? 1000 : 40;

describe('a flipped bit', function () {
  this.timeout(FLIPS * 3000);

  it('in any file of any artifact is seen before the file is used, and made good', async () => {
    const shop = new Workshop();
    const numbers = operation('numbers', async ({ out }) => {
      saveFile(join(out, 'text'), 'abc');
      saveFile(
        join(out, 'rows.safetensors'),
        Uint8Array.from({ length: 4000 }, (_, i) => i % 251),
      );
      saveFile(join(out, 'times.json'), '{}');
    });
    const stages = [
      stage('numbers', { operation: numbers }),
      stage('user', { operation: copy, deps: { of: ['numbers'] } }),
      stage('last', { operation: copy, deps: { of: ['user'] } }),
    ];
    const artifacts = join(shop.store.root, 'artifacts');
    const files = () =>
      readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).filter((path) =>
        statSync(join(artifacts, path)).isFile(),
      );
    const contents = () =>
      Object.fromEntries(
        files()
          .filter((path) => !path.endsWith('manifest.json'))
          .map((path) => [path, readFileSync(join(artifacts, path), 'hex')]),
      );
    try {
      await shop.run(stages);
      const whole = contents();
      for (let flip = 0; flip < FLIPS; flip++) {
        const stream = openStream('flips', flip);
        const file = pick(stream, files());
        const bytes = readFileSync(join(artifacts, file));
        const at = integer(stream, bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << integer(stream, 8));
        writeFileSync(join(artifacts, file), bytes);
        const said = `bit of byte ${at} of ${file}`;
        expect((await shop.run(stages)).outcome, said).to.equal('done');
        const hit = { numbers: 'numbers', copy: 'user last' }[file.split(/[-]/)[0] ?? ''] ?? '';
        expect(hit.split(' '), said).to.include.members(shop.started);
        expect(shop.started, said).to.have.length(1);
        expect(contents(), said).to.deep.equal(whole);
      }
    } finally {
      shop.remove();
    }
  });
});
