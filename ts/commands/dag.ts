import { Clusters } from '../cluster/cluster.ts';
import { drawMermaid, drawTree } from '../dag/draw.ts';
import { order } from '../dag/graph.ts';
import { NO_KERNELS, NO_MACHINE, operations } from '../stages/operations.ts';
import type { Command } from './command.ts';
import { loadPipeline, PIPELINE, SET, stagesOf } from './prepare.ts';

export const dag: Command = {
  name: 'dag',
  summary: 'Draw the stages of a pipeline and how they depend on each other',
  arguments: [PIPELINE],
  options: [SET, { flags: '--mermaid', summary: 'as text for Mermaid' }],
  async run(input) {
    // Nothing is run or looked up, so no kernel is started.
    const pipeline = await loadPipeline(input);
    const known = new Clusters(pipeline, process.cwd()).operations(operations(NO_MACHINE, NO_KERNELS));
    const stages = order(stagesOf(pipeline, known));
    input.stdout.write(`${input.options.mermaid ? drawMermaid(stages) : drawTree(stages)}\n`);
    return 0;
  },
};
