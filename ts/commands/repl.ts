import { talk } from '../repl/session.ts';
import type { Command, Input } from './command.ts';
import { run } from './run.ts';

export const repl: Command = {
  name: 'repl',
  summary: "Node's REPL with fit, predict, data, plot, pipelines, spaces, the kernel and Python in scope",
  async run({ stdout, signal }) {
    await talk({
      stdout,
      signal,
      runPipeline: (pipeline, options, signal) =>
        run.run({ arguments: { pipeline }, options: options as Input['options'], stdout, signal }),
    });
    return 0;
  },
};
