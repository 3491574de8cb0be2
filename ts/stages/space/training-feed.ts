import { float32, type Kernel, type Tensor } from '../../kernel/index.ts';
import { type Batch, countSteps } from '../../mlp/generate.ts';
import type { BatchSource } from '../../mlp/generate-ahead.ts';

/** Which optimiser steps are taken: `first` to `total`, `batch` networks each. */
export interface StepRange {
  readonly first: number;
  readonly total: number;
  readonly batch: number;
}

/** What a request of several steps gave. */
export interface StepReply {
  /** Steps taken so far, resumed ones included. */
  readonly step: number;
  /** Mean loss over the request's steps. */
  readonly loss: number;
  /** Each decoder's FVU (median over a batch), averaged over the steps; in the order of the depths. */
  readonly fvu: readonly number[];
  /** What the kernel waited for it, the wire included. */
  readonly idleSeconds: number;
}

/** A request should be long enough to hide the wire and short enough to be seen. */
const NETWORKS_A_REQUEST = 2048;
const MOST_STEPS = 16;

/** How many networks are drawn together and sent in one request: a number of whole steps. */
export function requestSize(batch: number): number {
  return batch * Math.min(MOST_STEPS, Math.ceil(NETWORKS_A_REQUEST / batch));
}

/** Requests under way at once: the kernel finds the next one waiting when it has answered the last. */
const AHEAD = 2;

/**
 * Trains the autoencoder `handle` on `networks`, several steps a request, and yields each reply in order. Ends after
 * `total` steps; throws what the kernel or the generator throws (KernelError `interrupted` after an abort).
 */
export async function* trainAhead(
  kernel: Kernel,
  handle: string,
  depths: readonly number[],
  networks: BatchSource,
  { first, total, batch }: StepRange,
  signal: AbortSignal,
): AsyncGenerator<StepReply> {
  const open: Promise<StepReply>[] = [];
  for (let sent = first; sent < total || open.length > 0; ) {
    if (sent < total && open.length < AHEAD) {
      const drawn: IteratorResult<Batch, undefined> = await networks.next();
      if (drawn.done) throw new Error('the generator of networks was closed');
      const counts = countSteps(drawn.value, batch).slice(0, total - sent);
      const reply = trainSteps(kernel, handle, depths, counts, drawn.value, signal);
      // It is awaited in its turn; until then its failure is not unhandled.
      reply.catch(() => undefined);
      open.push(reply);
      sent += counts.length;
    } else {
      const reply = open.shift();
      if (reply) yield await reply;
    }
  }
}

async function trainSteps(
  kernel: Kernel,
  handle: string,
  depths: readonly number[],
  counts: number[][],
  batch: Batch,
  signal: AbortSignal,
): Promise<StepReply> {
  const named = depths.map((depth, d) => [`networks_${depth}`, firstRows(batch, d, counts)] as const);
  const tensors = Object.fromEntries(named.filter(([, tensor]) => tensor.shape[0] !== 0));
  const reply = await kernel.call('train_steps', { handle, counts }, tensors, { signal });
  const { loss, fvu } = reply.tensors;
  return {
    step: reply.content.step,
    loss: mean(numbers(loss)),
    fvu: depths.map((_, d) => mean(numbers(fvu).filter((_, i) => i % depths.length === d))),
    idleSeconds: reply.content.idle_seconds,
  };
}

/** The networks of one depth that the first `counts.length` steps of a batch use. */
function firstRows(batch: Batch, position: number, counts: readonly number[][]): Tensor {
  const rows = batch.rows[position] ?? new Float32Array();
  const size = rows.length / Math.max(1, batch.counts[position] ?? 0);
  const used = counts.reduce((sum, step) => sum + (step[position] ?? 0), 0);
  return float32(rows.subarray(0, used * size), used, size);
}

function numbers({ data }: Tensor): number[] {
  return Array.from(data as Float32Array);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
