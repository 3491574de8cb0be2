// Runs the tests that prove what swat survives, by name, and prints a table of them (`make faults`):
//   node scripts/faults.mjs [PAGE] [--only F1,F7]
// SOAK=1 runs them with large counts, for hours. PAGE (docs/faults.md) gets the table, each row with the counts that it was
// run with; with --only, the other rows stay as they are.
// Exit code 1 where a test failed, or there is none of its name.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOAK = Boolean(process.env.SOAK);
const words = process.argv.slice(2);
const at = words.indexOf('--only');
const only = at < 0 ? null : new Set((words[at + 1] ?? '').split(','));
const page = words.filter((_, i) => at < 0 || (i !== at && i !== at + 1))[0];
const all = JSON.parse(readFileSync('ts/test/faults.json', 'utf8'));
const faults = all.filter(({ id }) => only === null || only.has(id));
const folder = mkdtempSync(join(tmpdir(), 'swat-faults-'));

const proofs = faults.flatMap(({ proofs }) => proofs);
const isPython = ({ file }) => file.endsWith('.py');
const results = [
  ...runMocha(proofs.filter((proof) => !isPython(proof))),
  ...runPytest(proofs.filter(isPython)),
];
rmSync(folder, { recursive: true });

const rows = faults.map((fault) => ({
  ...fault,
  tests: fault.proofs.map((proof) => ({ ...proof, ...outcome(proof) })),
}));
process.stdout.write(`${rows.map(line).join('\n')}\n`);
if (page) writeFileSync(page, markdown());
process.exitCode = rows.some(({ tests }) => tests.some(({ passed }) => !passed)) ? 1 : 0;

/** Whether the tests of that name passed, and how long they took. A name stands for all the cases that bear it. */
function outcome({ file, test }) {
  const found = results.filter((result) => result.file === file && result.test === test);
  const seconds = found.reduce((sum, result) => sum + result.seconds, 0);
  return { passed: found.length > 0 && found.every(({ passed }) => passed), found: found.length, seconds };
}

function runMocha(wanted) {
  if (wanted.length === 0) return [];
  const files = [...new Set(wanted.map(({ file }) => file))];
  const names = [...new Set(wanted.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))];
  const report = join(folder, 'mocha.json');
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
  run('npx', ['mocha', ...files, '--grep', `(${names.join('|')})$`, ...reporter]);
  const { tests = [] } = readJson(report);
  return tests.map(({ title, file, err, duration = 0 }) => ({
    file: file.slice(process.cwd().length + 1),
    test: title,
    passed: Object.keys(err).length === 0,
    seconds: duration / 1000,
  }));
}

function runPytest(wanted) {
  if (wanted.length === 0) return [];
  const report = join(folder, 'pytest.xml');
  const ids = wanted.map(({ file, test }) => `${file}::${test}`);
  run('.venv/bin/python', ['-m', 'pytest', '-q', `--junitxml=${report}`, ...ids]);
  const text = readText(report);
  const cases = text.matchAll(
    /<testcase classname="([^"]*)" name="([^"[]*)[^"]*" time="([^"]*)"\s*(\/>|>\s*<(\w+))/g,
  );
  return Array.from(cases, ([, module, test, seconds, end]) => ({
    file: `${module.replaceAll('.', '/')}.py`,
    test,
    passed: end === '/>' || /system-out|properties/.test(end),
    seconds: Number(seconds),
  }));
}

/** What the programs say besides goes to standard error: the table is alone on standard output. */
function run(command, args) {
  spawnSync(command, args, { stdio: ['ignore', 2, 2] });
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readJson(file) {
  const text = readText(file);
  return text ? JSON.parse(text) : {};
}

function line({ id, fault, tests, counts, open }) {
  const count = (SOAK ? counts.soak : counts.run) || 'none';
  const head = `${id.padEnd(4)}${verdict(tests).padEnd(9)}${fault} (${count})`;
  const failed = tests.filter(({ passed }) => !passed);
  const wrong = failed.map(
    ({ file, test, found }) => `      ${found ? 'failed' : 'not run'}: ${file}: ${test}`,
  );
  return [head, ...wrong, ...(open ? [`      open: ${open}`] : [])].join('\n');
}

function verdict(tests) {
  if (tests.length === 0) return 'no test';
  return tests.every(({ passed }) => passed) ? 'pass' : 'FAIL';
}

function markdown() {
  const before = readText(page).split('\n');
  const kept = (id) => before.find((row) => row.startsWith(`| ${id} |`)) ?? `| ${id} | not run |`;
  const own = new Map(rows.map((row) => [row.id, cellsOf(row)]));
  return `# Faults that swat survives
\`make faults\` runs the tests of this table by name, on Linux, and writes this page; \`SOAK=1 make faults\` runs them with the large counts. With which counts a row was run last stands beside its verdict. What stands under *open* is not tried, or not met.

| | fault | last run | in every run of the tests | in a soak | tests | open |
|---|---|---|---|---|---|---|
${all.map(({ id }) => own.get(id) ?? kept(id)).join('\n')}
`;
}

function cellsOf({ id, fault, tests, counts, open }) {
  const proof = tests.map(({ file, test, passed }) => `${passed ? '' : '**failed:** '}${test} (\`${file}\`)`);
  const last = `${verdict(tests)}, ${SOAK ? 'large' : 'small'} counts`;
  const cells = [id, fault, last, counts.run, counts.soak, proof.join('<br>'), open];
  return `| ${cells.map((cell) => cell || '–').join(' | ')} |`;
}
