// Kills a run of a pipeline at random moments, the kernel, node, or both in turn, and runs the same command again until it is
// done. Then compares every artifact, byte for byte, with those of a run that was left alone (times.json, and when a manifest
// was written, aside).
//   node scripts/kills.mjs [KILLS] [PIPELINE] [swat run's options ...]
//   node scripts/kills.mjs 10 pipelines/paper/table-1.yaml -S networks=4000
// Exit code 1 where an artifact differs, or a run fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [kills = '10', pipeline = 'pipelines/paper/table-1.yaml', ...options] = process.argv.slice(2);
const settings = options.length > 0 ? options : ['-S', 'networks=4000'];
const command = [resolve('dist/cli.js'), 'run', resolve(pipeline), ...settings];
const place = mkdtempSync(join(tmpdir(), 'swat-kills-'));
const VICTIMS = ['kernel', 'node', 'both'];
/** Milliseconds between two kills. */
const [SHORTEST, LONGEST] = [4000, 16_000];
let state = 1;

try {
  const [alone, killed] = [mkdtempSync(join(place, 'alone-')), mkdtempSync(join(place, 'killed-'))];
  await finish(start(alone));
  process.stdout.write('left alone: done\n');
  let run = start(killed);
  for (let number = 0; number < Number(kills); number++) {
    await delay(SHORTEST + random() * (LONGEST - SHORTEST));
    const victim = VICTIMS[number % VICTIMS.length];
    if (run.exitCode !== null) throw new Error('the run was done before all kills: give it more work');
    const kernels = childrenOf(run.pid).filter(isKernel);
    if (victim !== 'node') for (const pid of kernels) kill(pid);
    if (victim !== 'kernel') {
      kill(run.pid);
      await once(run, 'exit');
      run = start(killed);
    }
    const what = kernels.length === 0 ? ', which had no kernel yet' : '';
    process.stdout.write(`kill ${number + 1}: ${victim}${what}\n`);
  }
  await finish(run);
  process.exitCode = compare(alone, killed) ? 0 : 1;
} finally {
  rmSync(place, { recursive: true });
}

async function finish(run) {
  if (run.exitCode === null) await once(run, 'exit');
  if (run.exitCode !== 0) throw new Error(`swat run ended with ${run.exitCode}`);
}

function start(folder) {
  return spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Not the process that reads the kernel's code: what kills it ends the run with a sentence. */
function isKernel(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('py_kernels.serve');
  } catch {
    return false;
  }
}

/** Whether both folders have the same artifacts; says which files differ. */
function compare(alone, killed) {
  const [wanted, got] = [filesOf(alone), filesOf(killed)];
  const names = new Set([...wanted.keys(), ...got.keys()]);
  const different = [...names].filter((name) => wanted.get(name) !== got.get(name));
  for (const name of different) {
    const what = !got.has(name) ? 'is missing' : wanted.has(name) ? 'differs' : 'is there besides';
    process.stdout.write(`${name} ${what}\n`);
  }
  process.stdout.write(
    `${names.size - different.length} of ${names.size} files are the same, byte for byte\n`,
  );
  return different.length === 0 && names.size > 0;
}

/** Contents of the artifacts' files by their paths. */
function filesOf(folder) {
  const root = join(folder, '.swat', 'artifacts');
  const entries = readdirSync(root, { withFileTypes: true, recursive: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !['manifest.json', 'times.json'].includes(entry.name),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), readFileSync(path, 'latin1')];
    }),
  );
}

/** Uniform in [0, 1): mulberry32. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let word = Math.imul(state ^ (state >>> 15), 1 | state);
  word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
  return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
}
