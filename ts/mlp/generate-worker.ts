/** The worker thread of `generate-ahead.ts`: draws one batch for every message. */
import { parentPort, workerData } from 'node:worker_threads';
import { Draw } from './draw.ts';
import { drawBatch } from './generate.ts';
import type { Work } from './generate-ahead.ts';

if (!parentPort) throw new Error('generate-worker runs in a worker thread only');
const port = parentPort;
const { space, label, size, choice } = workerData as Work;
const draw = new Draw(space, label);

port.on('message', (first: number) => {
  const batch = drawBatch(draw, space, first, size, choice);
  // Every buffer is fresh and goes to the other side whole: nothing is copied, nothing is reused.
  const buffers = [batch.depths, ...batch.rows].map(({ buffer }) => buffer as ArrayBuffer);
  port.postMessage(batch, buffers);
});
