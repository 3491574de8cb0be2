import { talk } from '../repl/session.ts';
import type { Command, Input } from './command.ts';
import { KERNEL, kernelNamed } from './kernel-elsewhere.ts';
import { run } from './run.ts';

export const repl: Command = {
  name: 'repl',
  summary: "Node's REPL with fit, predict, data, plot, pipelines, spaces, the kernel and Python in scope",
  options: [KERNEL],
  async run({ options: own, stdout, signal }) {
    await talk({
      stdout,
      signal,
      place: await kernelNamed({ options: own }),
      runPipeline: (pipeline, given, signal) => {
        const options = { ...own, ...given } as Input['options'];
        return run.run({ arguments: { pipeline }, options, stdout, signal });
      },
    });
    return 0;
  },
};
