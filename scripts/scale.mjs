// Shows that a cluster gives what this machine gives: so many small fits here, then the same as tasks of two Ray nodes, one of
// which is killed half-way, and compares every artifact byte for byte. With --efficiency it then times one node and two.
//   node scripts/scale.mjs [FITS] [--efficiency] [--json FILE]
// The nodes live in network namespaces of their own (root, iproute2), because Ray listens to every network there is. Exit code
// 1 where an artifact differs or a run fails; 0 with a word where the package ray or namespaces are missing.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { efficiency: { type: 'boolean' }, json: { type: 'string' } },
});
const fits = Number(positionals[0] ?? 1000);
const python = resolve(process.env.SWAT_PYTHON ?? '.venv/bin/python');
const swat = resolve('dist/cli.js');
const PORT = 6379;
/** Head, which gives no cores, and two workers of one core each. */
const [HEAD, ...WORKERS] = ['head', 'one', 'two'].map((name, at) => ({
  space: `swat-scale-${name}`,
  host: `10.213.77.${at + 1}`,
  cores: at === 0 ? 0 : 1,
}));
const place = mkdtempSync(join(tmpdir(), 'swat-scale-'));
const token = join(place, 'token');
const env = {
  ...process.env,
  OMP_NUM_THREADS: '1',
  SWAT_PYTHON: python,
  PYTHONPATH: resolve('.'),
  RAY_AUTH_MODE: 'token',
  RAY_AUTH_TOKEN_PATH: token,
  RAY_USAGE_STATS_ENABLED: '0',
  RAY_raylet_start_wait_time_s: '300', // on a busy machine
};

const lack = missing();
if (lack) {
  console.log(`skipped: ${lack}`);
  process.exit(0);
}
writeFileSync(token, randomBytes(32).toString('hex'), { mode: 0o600 });
try {
  const result = await show();
  if (values.json) {
    const before = existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : {};
    writeFileSync(values.json, `${JSON.stringify({ ...before, fits: result }, null, 2)}\n`);
  }
} finally {
  endCluster();
  rmSync(place, { recursive: true, force: true });
}

async function show() {
  const alone = await run('alone', fits, null);
  say(`${fits} fits on this machine: ${alone.seconds.toFixed(1)} s`);
  startCluster(WORKERS);
  const [, second] = WORKERS;
  const killed = await run('killed', fits, HEAD, (done) => {
    if (done !== Math.ceil(fits / 2)) return;
    endNode(second);
    say(`node ${second.host} killed after ${done} of ${fits} fits`);
  });
  const other = differences(alone.artifacts, killed.artifacts);
  say(
    `${fits} fits on two nodes, one of them killed: ${killed.seconds.toFixed(1)} s, ${other.length} differ`,
  );
  if (other.length > 0) {
    process.exitCode = 1;
    say(`differ: ${other.slice(0, 5).join(', ')}`);
  }
  const result = {
    count: fits,
    alone_seconds: alone.seconds,
    killed_seconds: killed.seconds,
    differ: other.length,
    seconds: alone.seconds / fits,
    start: Math.max(0, killed.first - alone.seconds / fits),
    head: killed.head,
    bytes: bytesOf(join(place, 'alone')),
    measured: [],
  };
  return values.efficiency ? { ...result, ...(await efficiency()) } : result;
}

/** How near two nodes come to half of one's time, when their kernels are warm. */
async function efficiency() {
  const one = await run('one', fits, HEAD);
  startNode(WORKERS[1]);
  await run('warm', 4, HEAD);
  const two = await run('two', fits, HEAD);
  const share = one.seconds / (2 * two.seconds);
  say(
    `one node ${one.seconds.toFixed(1)} s, two ${two.seconds.toFixed(1)} s: efficiency ${(100 * share).toFixed(0)} %`,
  );
  const measured = [
    { workers: 1, efficiency: 1 },
    { workers: 2, efficiency: share },
  ];
  return { seconds: one.seconds / fits, head: two.head, measured };
}

/** Runs so many fits in a folder of their own; seconds from the first that starts to the last that is done. */
async function run(name, count, head, onDone = () => {}) {
  const folder = join(place, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'table.csv'), table(200));
  writeFileSync(join(folder, 'fits.yaml'), pipeline(count, head));
  const words = [process.execPath, swat, 'run', 'fits.yaml', '--json'];
  const command = head ? ['ip', 'netns', 'exec', head.space, ...words] : words;
  const child = spawn(command[0], command.slice(1), {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [text, done, begin, first, end] = ['', 0, 0, 0, 0];
  const used = [];
  child.stdout.on('data', (data) => {
    text += data;
    const lines = text.split('\n');
    text = lines.pop();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.kind === 'stage-failed') console.error(event.message);
      if (event.kind === 'stage-started' && begin === 0) begin = performance.now();
      if (event.kind !== 'stage-finished') continue;
      end = performance.now();
      if (done === 0) first = end;
      used.push(processorSeconds(child.pid));
      done++;
      onDone(done);
    }
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the run ${name} ended with exit code ${code}`);
  const perTask = used.length > 1 ? (used.at(-1) - used[0]) / (used.length - 1) : null;
  return {
    seconds: (end - begin) / 1000,
    first: (first - begin) / 1000,
    head: perTask,
    artifacts: digests(folder),
  };
}

/** What a run's own process and its client of the cluster have used so far, kernels left out. */
function processorSeconds(pid) {
  const own = [pid];
  try {
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')) {
      if (readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('py_kernels.cluster')) own.push(child);
    }
  } catch {
    // one of them has ended
  }
  return own.reduce((sum, each) => {
    // Of what stands after the name in brackets the twelfth and thirteenth: hundredths of a second of user and system.
    const words = readFileSync(`/proc/${each}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return sum + (Number(words[11]) + Number(words[12])) / 100;
  }, 0);
}

function pipeline(count, head) {
  const engine = head ? `engine: { kind: ray, address: "${head.host}:${PORT}", token: ${token} }\n` : '';
  const seeds = Array.from({ length: count }, (_, seed) => seed).join(', ');
  return `device: cpu
threads: 1
${engine}stages:
  fit:
    op: fit
    matrix: { seed: [${seeds}] }
    with:
      table: { file: table.csv, target: y }
      search: { seed: "\${item.seed}", steps: 20 }
`;
}

function table(rows) {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [Math.sin(i), Math.sin(2.3 * i + 1)];
    return `${a},${b},${2 * a * b + Math.sin(3 * a)}`;
  });
  return `a,b,y\n${lines.join('\n')}\n`;
}

/** By artifact: its files and their content, but for how long things took (times.json, and one line of the report). */
function digests(folder) {
  const artifacts = join(folder, '.swat', 'artifacts');
  const filesOf = (name) =>
    JSON.parse(readFileSync(join(artifacts, name, 'manifest.json'), 'utf8'))
      .files.filter(({ path }) => path !== 'times.json')
      .map(({ path }) => {
        const content = readFileSync(join(artifacts, name, path), 'latin1');
        const timeless = path.endsWith('.html') ? content.replace(/(?<=<dd>)[\d.,]+ s(?=, )/, '') : content;
        return [path, createHash('sha256').update(timeless, 'latin1').digest('hex')];
      });
  return new Map(readdirSync(artifacts).map((name) => [name, JSON.stringify(filesOf(name))]));
}

/** Of an artifact, in the mean. */
function bytesOf(folder) {
  const artifacts = join(folder, '.swat', 'artifacts');
  const names = readdirSync(artifacts);
  const sizes = names.flatMap((name) =>
    JSON.parse(readFileSync(join(artifacts, name, 'manifest.json'), 'utf8')).files.map(({ size }) => size),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / names.length;
}

function differences(some, others) {
  const names = new Set([...some.keys(), ...others.keys()]);
  return [...names].filter((name) => some.get(name) !== others.get(name));
}

function missing() {
  if (spawnSync(python, ['-c', 'import ray']).status !== 0)
    return 'there is no Python package ray (pip install -r requirements-ray.txt)';
  const probe = `swat-scale-probe-${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', probe]).status !== 0)
    return 'no network namespace can be made here (that takes root and iproute2)';
  ip('netns', 'del', probe);
  return null;
}

/** A bridge in the head's namespace, and from each worker's a cable to it; nothing leads outside. */
function startCluster(workers) {
  ip('netns', 'add', HEAD.space);
  inside(HEAD, 'ip', 'link', 'set', 'lo', 'up');
  inside(HEAD, 'ip', 'link', 'add', 'bridge', 'type', 'bridge');
  inside(HEAD, 'ip', 'addr', 'add', `${HEAD.host}/24`, 'dev', 'bridge');
  inside(HEAD, 'ip', 'link', 'set', 'bridge', 'up');
  ray(HEAD, '--head', `--port=${PORT}`, '--include-dashboard=false', `--temp-dir=${join(place, 'ray')}`);
  workers.forEach(startNode);
}

function startNode(worker) {
  const cable = worker.host.split('.').at(-1);
  ip('netns', 'add', worker.space);
  inside(worker, 'ip', 'link', 'set', 'lo', 'up');
  inside(
    HEAD,
    'ip',
    'link',
    'add',
    `to${cable}`,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    worker.space,
  );
  inside(HEAD, 'ip', 'link', 'set', `to${cable}`, 'master', 'bridge', 'up');
  inside(worker, 'ip', 'addr', 'add', `${worker.host}/24`, 'dev', 'eth0');
  inside(worker, 'ip', 'link', 'set', 'eth0', 'up');
  ray(worker, `--address=${HEAD.host}:${PORT}`);
}

function ray({ space, host, cores }, ...options) {
  const words = ['-m', 'ray.scripts.scripts', 'start', `--node-ip-address=${host}`, `--num-cpus=${cores}`];
  const memory = '--object-store-memory=100000000';
  inside({ space }, python, ...words, memory, '--include-log-monitor=false', ...options);
}

/** Kills all that runs in a node's namespace, as a power cut does, and takes the namespace away. */
function endNode({ space }) {
  const { stdout } = spawnSync('ip', ['netns', 'pids', space], { encoding: 'utf8' });
  for (const pid of (stdout ?? '').split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // it has ended
    }
  }
  spawnSync('ip', ['netns', 'del', space]);
}

function endCluster() {
  for (const node of [...WORKERS, HEAD]) endNode(node);
}

function inside({ space }, ...words) {
  ip('netns', 'exec', space, ...words);
}

function ip(...words) {
  execFileSync('ip', words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function say(sentence) {
  console.log(sentence);
}
