// Measures what a large table takes: makes one, fits it, predicts it, and prints seconds and the most memory of node and of
// the kernel (Linux). It lies among the temporary files meanwhile.
//   node scripts/large-table.mjs [ROWS] [COLUMNS]       1000000 rows of 20 columns
// Exit code 1 where a command failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [rows = 1_000_000, columns = 20] = process.argv.slice(2).map(Number);
const WORDS = ['red', 'green', 'blue', 'grey', 'gold'];
const folder = mkdtempSync(join(tmpdir(), 'swat-large-'));
const [table, fitted] = [join(folder, 'table.csv'), join(folder, 'fit')];
let state = 1;

try {
  await pipeline(Readable.from(lines()), createWriteStream(table));
  const size = (statSync(table).size / 1e6).toFixed(0);
  process.stdout.write(`${rows} rows of ${columns} columns, ${size} MB\n`);
  await measure('fit', table, '--target', 'y', '--time', '10s', '--out', fitted);
  await measure('predict', fitted, table);
  await measure('explain', fitted, '--table', table);
} finally {
  rmSync(folder, { recursive: true });
}

/** Numbers, a word, a date, and a target that three of the numbers and the word tell, with noise. */
function* lines() {
  const numbers = columns - 3;
  yield `${Array.from({ length: numbers }, (_, i) => `x${i}`).join(',')},word,day,y\n`;
  for (let row = 0; row < rows; row++) {
    const x = Array.from({ length: numbers }, () => Math.round(random() * 1e5) / 1e4);
    const word = Math.floor(random() * WORDS.length);
    const day = new Date(Math.floor(random() * 2e4) * 864e5).toISOString().slice(0, 10);
    const [a = 0, b = 0, c = 0] = x;
    const y = Math.sin(a) + 0.3 * b + 0.05 * b * c + word + 0.2 * (random() - 0.5);
    yield `${x.join(',')},${WORDS[word]},${day},${y.toFixed(4)}\n`;
  }
}

/** Uniform in [0, 1): mulberry32. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let word = Math.imul(state ^ (state >>> 15), 1 | state);
  word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
  return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
}

async function measure(command, ...words) {
  const begin = performance.now();
  const stdout = openSync(join(folder, 'stdout'), 'w');
  const child = spawn('node', ['dist/cli.js', command, ...words], { stdio: ['ignore', stdout, 2] });
  const most = { node: 0, kernel: 0 };
  const watch = setInterval(() => {
    most.node = Math.max(most.node, peak(child.pid));
    most.kernel = Math.max(most.kernel, ...childrenOf(child.pid).map(peak));
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(watch);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  const kernel = most.kernel > 0 ? `, kernel ${most.kernel.toFixed(0)} MB` : '';
  process.stdout.write(`${command.padEnd(8)} ${seconds} s, node ${most.node.toFixed(0)} MB${kernel}\n`);
  if (code !== 0) process.exitCode = 1;
}

/** The most memory that a process has had so far, in MB; 0 once it is gone. */
function peak(pid) {
  const [, kilobytes = 0] = /^VmHWM:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) / 1000;
}

function childrenOf(pid) {
  return text(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
}

function text(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
