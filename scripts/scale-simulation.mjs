// What a cluster of 1 to 1,000 workers would take, and what one training of 1 to 1,000 ranks would: simulated from what was
// measured on one machine (scripts/scale.mjs, --json), and drawn beside it.
//   node --import tsx scripts/scale-simulation.mjs results/scale.json [PICTURE.svg]
// Fits: an event a task. The head is one processor that needs `head` seconds a task, half before and half after it; it hands
// all tasks over before it looks at what comes back. Parcels pass its link one after the other; workers are alike. Ranks: a step is the share of its batch that is a rank's,
// one ring all-reduce of all weights, and never shorter than the one generator of networks takes for the batch.
import { readFileSync, writeFileSync } from 'node:fs';
import { drawPlot } from '../ts/report/plot.ts';

const [file, picture] = process.argv.slice(2);
const { fits, ranks } = JSON.parse(readFileSync(file, 'utf8'));
/** Between machines: bits a second, and seconds until a message has arrived. */
const assumed = { link: 10e9, latency: 50e-6 };
const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
const SHOWN = [1, 2, 8, 64, 1000];
/** Tasks a worker: enough that the start of its kernel is a small part. */
const TASKS_EACH = 100;

/** Seconds that `count` tasks take on `workers`. */
function runFits(workers, count, { head, seconds, start, bytes, link }) {
  const half = head / 2;
  const wire = (bytes * 8) / link;
  // Times at which the head and its link are free again; what happens next is the earliest of the events.
  let [headFree, linkFree, sent, end] = [count * half, 0, 0, 0];
  const events = new Heap();
  for (let worker = 0; worker < workers; worker++) events.push({ time: start, done: false });
  while (events.size > 0) {
    const { time, done } = events.pop();
    if (done) {
      linkFree = Math.max(linkFree, time) + wire;
      headFree = Math.max(headFree, linkFree) + half;
      end = Math.max(end, headFree);
      // The worker has its next task as soon as its result has left it: the cluster keeps tasks ready.
      events.push({ time: Math.max(time, linkFree), done: false });
    } else if (sent < count) {
      sent++;
      events.push({ time: Math.max(time, sent * half) + seconds, done: true });
    }
  }
  return end;
}

/** Seconds of a training step of `count` ranks. */
function stepSeconds(count, { seconds_a_network, batch, weights, generated_a_second }, { link, latency }) {
  const share = Math.ceil(batch / count) * seconds_a_network;
  const sum = count === 1 ? 0 : 2 * (count - 1) * ((weights * 32) / count / link + latency);
  return Math.max(share + sum, batch / generated_a_second);
}

/** The event that is next, first: a binary heap. */
class Heap {
  #items = [];
  get size() {
    return this.#items.length;
  }
  push(item) {
    const items = this.#items;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && items[up].time > item.time; up = (at - 1) >> 1) {
      items[at] = items[up];
      at = up;
    }
    items[at] = item;
  }
  pop() {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    for (let at = 0; items.length > 0; ) {
      let down = 2 * at + 1;
      if (down + 1 < items.length && items[down + 1].time < items[down].time) down++;
      if (down >= items.length || items[down].time >= last.time) {
        items[at] = last;
        break;
      }
      items[at] = items[down];
      at = down;
    }
    return first;
  }
}

const row = (...cells) => `| ${cells.join(' | ')} |`;
const short = (number) => Number(number.toPrecision(3)).toLocaleString('en');

const model = { ...fits, link: assumed.link };
const cluster = WORKERS.map((workers) => {
  const count = TASKS_EACH * workers;
  const seconds = runFits(workers, count, model);
  return { workers, rate: count / seconds, efficiency: (count * fits.seconds) / (workers * seconds) };
});
console.log(row('workers', 'fits a second', 'efficiency', 'head busy', 'wire, MB/s', 'store, GB an hour'));
console.log(row(...Array(6).fill('--:')));
for (const { workers, rate, efficiency } of cluster.filter((each) => SHOWN.includes(each.workers))) {
  const busy = `${short(100 * rate * fits.head)} %`;
  const store = short((rate * fits.bytes * 3600) / 1e9);
  console.log(
    row(
      short(workers),
      short(rate),
      `${short(100 * efficiency)} %`,
      busy,
      short((rate * fits.bytes) / 1e6),
      store,
    ),
  );
}

const one = stepSeconds(1, ranks, assumed);
const training = WORKERS.map((count) => {
  const seconds = stepSeconds(count, ranks, assumed);
  return { workers: count, seconds, rate: ranks.batch / seconds, efficiency: one / (count * seconds) };
});
console.log();
console.log(row('ranks', 'networks a second', 'efficiency', 'wire of a rank, MB/s'));
console.log(row(...Array(4).fill('--:')));
for (const { workers, seconds, rate, efficiency } of training.filter((each) =>
  SHOWN.includes(each.workers),
)) {
  const wire = workers === 1 ? 0 : (2 * (workers - 1) * ranks.weights * 4) / workers / seconds / 1e6;
  console.log(row(short(workers), short(rate), `${short(100 * efficiency)} %`, short(wire)));
}
console.log();
const checkpoint = (3 * ranks.weights * 4) / 1e6;
console.log(
  `A checkpoint is ${short(checkpoint)} MB (weights and two moments), written by the head every 30 s:`,
);
console.log(
  `${short(checkpoint / 30)} MB/s a training, ${short((1000 * checkpoint) / 30)} MB/s where 1,000 ran at once.`,
);

if (picture) {
  const curves = [
    ...cluster.map((each) => ({ ...each, of: 'fits, simulated' })),
    ...training.map((each) => ({ ...each, of: 'one training, simulated' })),
  ];
  const points = [
    ...fits.measured.map((each) => ({ ...each, of: 'fits, simulated' })),
    ...ranks.measured.map((each) => ({ ...each, of: 'one training, simulated' })),
  ];
  const x = { field: 'workers', type: 'quantitative', title: 'Workers, or ranks', scale: { type: 'log' } };
  const y = { field: 'efficiency', type: 'quantitative', title: 'Efficiency', scale: { domain: [0, 1.1] } };
  const color = { field: 'of', type: 'nominal', scale: { range: ['#2a78d6', '#c8511b'] } };
  const lines = {
    data: { values: curves },
    mark: { type: 'line', strokeWidth: 2, aria: false },
    encoding: { x, y, color },
  };
  const marks = {
    data: { values: points },
    mark: { type: 'point', size: 70, filled: true, aria: false },
    encoding: { x, y, color },
  };
  const label =
    'Efficiency against workers: lines are simulated, points measured; blue fits on a cluster, orange one training';
  writeFileSync(picture, `${await drawPlot('scale', { layer: [lines, marks] }, label)}\n`);
}
