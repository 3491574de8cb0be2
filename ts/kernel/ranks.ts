import { type Death, KernelError } from './failure.ts';
import {
  type KernelProcess,
  type Launched,
  lastWords,
  launch,
  type ProcessOptions,
  startProcess,
} from './process.ts';

/**
 * Starts a kernel of `ranks` processes that train together: one leads, which alone is spoken to, and the others follow
 * it (py_kernels/serve/ranks.py). The end of one is the end of all. Throws `start` where one does not come up.
 */
export async function startRanks(options: ProcessOptions, ranks: number): Promise<KernelProcess> {
  const others = Array.from({ length: ranks - 1 }, (_, at) => launch(options, { rank: at + 1, ranks }));
  const lost = Promise.race(others.map(({ ended }, at) => ended.then((death) => ofRank(death, at + 1))));
  const early = new AbortController();
  const signals = options.signal ? [options.signal, early.signal] : [early.signal];
  try {
    const starting = startProcess({ ...options, signal: AbortSignal.any(signals) }, { rank: 0, ranks });
    starting.catch(() => {}); // told by whichever is first
    const first = await Promise.race([starting, lost]);
    if ('how' in first) throw new KernelError('start', lastWords(first), first);
    return together(first, others, lost);
  } catch (error) {
    early.abort();
    await killAll(others);
    throw error;
  }
}

function together(lead: KernelProcess, others: readonly Launched[], lost: Promise<Death>): KernelProcess {
  const ended = Promise.race([lead.ended, lost]).then(async (death) => {
    lead.kill();
    await Promise.all([lead.ended, killAll(others)]);
    return death;
  });
  return { ...lead, ended };
}

async function killAll(launched: readonly Launched[]): Promise<void> {
  for (const { child } of launched) child.kill('SIGKILL');
  await Promise.all(launched.map(({ ended }) => ended));
}

/** The death of a kernel's rank: `the kernel lost rank 1, which was killed by SIGKILL`. */
function ofRank({ how, lines }: Death, rank: number): Death {
  return { how: `lost rank ${rank}, which ${how}`, lines };
}
