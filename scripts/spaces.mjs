// Copies trained spaces, with what was measured of them, to a folder that is committed:
//   node --import tsx scripts/spaces.mjs out/spaces spaces
// A space a file, its card beside it, and a page on all cards that the folder has.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { counted, significant } from '../ts/report/number.ts';
import { aboutSpace } from '../ts/stages/space/about.ts';
import { readSpaceFile } from '../ts/stages/space/file.ts';

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('spaces.mjs FROM TO');
const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
const git = (...words) => execFileSync('git', ['-C', from, ...words], { encoding: 'utf8' }).trim();

mkdirSync(to, { recursive: true });
for (const stage of readdirSync(from).filter((name) => name.startsWith('space@'))) {
  const family = stage.slice('space@'.length);
  const reconstruction = join(from, `reconstruction@${family}`, 'reconstruction.json');
  if (existsSync(reconstruction)) keep(family);
}
if (existsSync(join(from, 'table_space'))) keepTable();
writeFileSync(join(to, 'README.md'), page());

function keep(family) {
  const source = join(from, `space@${family}`);
  const about = copied(source, `${family}.safetensors`);
  const measured = (stage) => json(from, `${stage}@${family}`, 'reconstruction.json');
  const { rows, networks, grid, seed, refine_steps } = measured('reconstruction');
  const untrained = measured('untrained');
  const { pooled } = json(from, `distance@${family}`, 'distances.json');
  const value = {
    ...about,
    training_data: `random ${family} networks of label train/${about.space.seed}, each shown once (docs/method.md)`,
    reconstruction: {
      networks,
      grid,
      seed,
      refine_steps,
      rows,
      decoders: measured('decoders').rows,
      on_probes: measured('on_probes').rows,
      untrained: { networks: untrained.networks, rows: untrained.rows },
    },
    distance: pooled,
  };
  write(family, value);
}

function keepTable() {
  const about = copied(join(from, 'table_space'), 'table.safetensors');
  const training_data = `tables that random networks of label train/${about.space.seed} answer, each drawn once (py_kernels/prior)`;
  write('table', { ...about, training_data });
}

/** Copies the space of a stage, and says what it is. */
function copied(source, name) {
  const file = join(to, name);
  copyFileSync(join(source, 'space.safetensors'), file);
  const { card, tensors } = readSpaceFile(file);
  const written = readFileSync(file);
  return {
    file: name,
    sha256: createHash('sha256').update(written).digest('hex'),
    bytes: written.length,
    space: aboutSpace(source),
    parameters: Object.entries(tensors)
      .filter(([name]) => !/\.(basis|spectrum)$/.test(name))
      .reduce((sum, [, { data }]) => sum + data.length, 0),
    valid_domain: domainOf(card),
    commit: git('describe', '--always', '--dirty', '--abbrev=40'),
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
  };
}

function write(name, value) {
  writeFileSync(join(to, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
}

function domainOf({ autoencoder, space: { inputs, outputs, depths, max_width, bias } }) {
  const range = autoencoder.kind === 'table' ? '' : ', each in [-1, 1]';
  return `up to ${inputs} inputs${range}, ${counted(outputs, 'output')}; networks of ${depths.join(', ')} hidden layers of at most ${max_width} neurons, ${bias ? 'with' : 'without'} biases`;
}

function page() {
  const cards = readdirSync(to)
    .filter((name) => name.endsWith('.json'))
    .map((name) => json(to, name));
  const families = cards.filter(({ reconstruction }) => reconstruction);
  const lines = families.flatMap(
    ({ file, space, reconstruction: { rows, decoders, on_probes, untrained, refine_steps } }) => {
      const each = (of, decoder, field) =>
        of
          .filter((row) => row.decoder === decoder)
          .map((row) => significant(row[field], 2))
          .join(' / ');
      const line = (name, of, decoder = 'best') =>
        `| ${name} | ${each(of, decoder, 'mpe_mean')} | ${each(of, decoder, 'fvu_median')} |`;
      return [
        line(`**[${space.family}](${file})**, refined in ${refine_steps} steps`, rows),
        line(`${space.family}, what the decoders give`, decoders),
        line(`${space.family}, what the decoders give, on the probe points`, on_probes),
        line(
          `${space.family}, untrained decoders, refined in ${refine_steps} steps (${untrained.networks} networks)`,
          untrained.rows,
        ),
        line(`${space.family}, the constant`, rows, 'constant'),
      ];
    },
  );
  const facts = cards.map(
    ({ file, space, parameters, bytes, commit, machine, sha256, distance, valid_domain }) =>
      `- **${file}**: ${space.networks.toLocaleString('en')} networks, seed ${space.seed}, ${Math.round(space.seconds / 60)} minutes on ${machine}, commit \`${commit}\`; ${(parameters / 1e6).toFixed(2)} M weights, ${(bytes / 1e6).toFixed(1)} MB, sha256 \`${sha256}\`.${distance ? distanceText(distance.all) : ''} Valid domain: ${valid_domain}.`,
  );
  return `# Trained spaces
Latent spaces of preset \`swat\`, ready to search: \`{ op: train, with: { file: spaces/sigmoid.safetensors } }\`. \`make spaces\` makes them again ([pipeline](../pipelines/spaces.yaml)); this page and the cards beside it (\`*.json\`) are written by it.

Measured on 1,000 fresh networks a depth, unless a row says otherwise, **hard** networks of the best decoder, at 1 / 2 / 3 / 4 hidden layers of the encoded network. A decoder's first answer is one pass; refined, its network was moved on towards the function that the latent point means, by Levenberg and Marquardt's method, without a look at data or at the encoded network ([method](../docs/method.md)). A search starts from what the decoders give. The constant is each network's own median output.

| space | mean MPE % | median FVU |
|---|---|---|
${lines.join('\n')}

${facts.join('\n')}

**table.safetensors** is another kind of space: it reads a table's rows ([method](../docs/method.md#autoencoder)). \`swat fit --space table\` begins networks from it; [few rows](../docs/few-rows.md#a-space-that-reads-tables) says what that is worth.

Weights are float32.
`;
}

function distanceText({ spearman, recall_at_10: recall }) {
  return ` Latent distance orders functions: Spearman ${significant(spearman.latent, 2)}, recall at 10 ${significant(recall.latent, 2)} (weights: ${significant(spearman.weights, 2)}, ${significant(recall.weights, 2)}), standard deviation pooled over all networks.`;
}
