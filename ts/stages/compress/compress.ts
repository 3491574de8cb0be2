import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { inputsOfForeign, isForeign } from '../../foreign/read.ts';
import { slotted } from '../../mlp/slots.ts';
import { trimCompact } from '../../mlp/trim.ts';
import { renderCompressedPage } from '../../report/compressed/page.ts';
import { SCALES } from '../../report/compressed/scales.ts';
import { share } from '../../report/number.ts';
import type { CompressParameters, NetworkFile, Space } from '../../schema/types.ts';
import { openBudget } from '../budget.ts';
import { listed } from '../prepare/given.ts';
import { writeResults, writerFor } from '../results.ts';
import { denseSpace } from '../space/dense.ts';
import type { StageDefinition } from '../stage.ts';
import type { Compressed } from './compressed.ts';
import { differenceOf, type Gauge, gaugeOf } from './difference.ts';
import { withDomain } from './domain.ts';
import { givenText, textOf } from './files.ts';
import { type Contender, choose, contender, fileOf, frontOf, sizeOf } from './front.ts';
import { bytesOf, readGiven } from './given.ts';
import { type Parts, partsOfDomain, partsOfTable } from './parts.ts';
import { reduced, type Sized } from './reduce.ts';
import { narrowed } from './select-neurons.ts';
import { startOf } from './start.ts';
import { columnsFor, frameFor, tableRows } from './table-rows.ts';
import { compressedText } from './text.ts';
import { type Tolerance, toleranceOf } from './tolerance.ts';
import { hiddenActivations, seenRows, type View, viewOf } from './view.ts';

/** What a space may have, by the pipeline's schema. */
const MOST = { inputs: 256, outputs: 20, width: 16, depth: 6 };

/**
 * `op: compress`: a trained network, and the smallest one found that computes the same. front.json, chosen.json, networks/,
 * compressed.json, which has the proof, and report.html.
 */
export const compress: StageDefinition = {
  name: 'compress',
  module: import.meta.url,
  python: ['rival_init', 'offer_networks', 'finish_init', 'finish_steps', 'end_round', 'front', 'release'],
  ignored: [],
  files: ['network', 'table'],
  async run(context, kernel) {
    const parameters = context.with as unknown as CompressParameters;
    const tolerance = toleranceOf(parameters.within);
    const { given, parts } = await read(context, parameters);
    const gauge = gaugeOf(given, parts.all.x, tolerance);
    const view = viewOf(given, parts.fit);
    refuseMisfit(parameters.network, view, parts, gauge);
    const { space, start } = startIn(view, parts);
    const told = (candidate: Sized): Contender => {
      const text = textOf(view, space, candidate, parts.fit, parameters.seed);
      return contender(given, JSON.parse(text), { ...candidate, text }, parts, gauge);
    };
    const worker = await kernel();
    const budget = openBudget(parameters.seconds, parameters.steps, parts.choice.count + parts.proof.count);
    const found = await reduced(context, worker, {
      space,
      start,
      fit: seenRows(view, parts.fit),
      screen: seenRows(view, parts.screen),
      parameters,
      budget,
      within: (all) => all.find((each) => told(each).choice.surely <= tolerance.share) ?? null,
    });
    const all = found.map(told);
    const own = {
      text: givenText(given),
      depth: given.layers.length - 1,
      start: 0,
      nonzeros_raw: given.nonzeros,
    };
    const spent = { seed: parameters.seed, seconds: budget.seconds(), steps: budget.steps };
    const whole = contender(given, given, own, parts, gauge);
    await leave(context, parameters, { given, parts, gauge, tolerance }, [...all, whole], spent);
  },
};

async function read(
  { notice }: StageContext,
  parameters: CompressParameters,
): Promise<{ given: NetworkFile; parts: Parts }> {
  const { network: file, table, activation } = parameters;
  const named = listed(parameters.inputs);
  if (table === null) {
    const given = readGiven(file, { inputs: named.length > 0 ? named : null, activation });
    const drawn = withDomain(given, listed(parameters.domain));
    return { given: drawn, parts: partsOfDomain(drawn, parameters) };
  }
  if (parameters.domain !== null) {
    throw new StageError(
      '--domain says where rows are drawn where there is no table: give one of the two',
      'user',
    );
  }
  const hints = { inputs: null, activation };
  const first = readGiven(file, hints);
  const frame = await frameFor(table, first, notice);
  if (!isForeign(file)) {
    if (named.length > 0) {
      throw new StageError(`--inputs is for files of other tools: ${file} knows its columns`, 'user');
    }
    return { given: first, parts: partsOfTable(first, await tableRows(first, frame), parameters, table) };
  }
  const inputs = columnsFor(frame, named, inputsOfForeign(file, bytesOf(file), activation), file);
  const given = readGiven(file, { inputs, activation });
  notice(`${basename(file)} takes ${inputs.join(', ')}, in this order`);
  return { given, parts: partsOfTable(given, await tableRows(given, frame), parameters, table) };
}

function refuseMisfit(
  file: string,
  { given, seen, outputs }: View,
  { choice, proof }: Parts,
  gauge: Gauge,
): void {
  const depth = given.layers.length - 1;
  const refuse = (why: string): never => {
    throw new StageError(`${file} ${why}`, 'user');
  };
  if (depth === 0) refuse('has no hidden layer: there is nothing to make smaller but a straight line');
  if (depth > MOST.depth) refuse(`has ${depth} hidden layers; at most ${MOST.depth} can be searched`);
  if (seen.length === 0) refuse('says the same of every row: it is a constant there');
  if (seen.length > MOST.inputs) refuse(`uses ${seen.length} inputs; at most ${MOST.inputs} can be searched`);
  if (outputs.length > MOST.outputs)
    refuse(`has ${outputs.length} outputs; at most ${MOST.outputs} can be searched`);
  for (const { x } of [choice, proof]) {
    const flat = differenceOf(given, given, x, gauge).outputs.find(({ deviation }) => !(deviation > 0));
    if (flat)
      refuse(`says the same of every row (${flat.name}): a difference has nothing to be compared with`);
  }
}

/** The space of smaller networks, and the given one in it: itself, or where it is wider than can be searched its best neurons. */
function startIn(view: View, { fit }: Parts): { space: Space; start: ReturnType<typeof slotted> } {
  const { given, seen, outputs, answer } = view;
  const width = given.inputs.length;
  const whole = trimCompact(startOf(view, fit.x.subarray(0, width)));
  const { x } = seenRows(view, fit);
  const start = narrowed(whole, x, MOST.width);
  const activations = hiddenActivations(given);
  const greatest = Math.max(...start.layers.flatMap(({ weights }) => [...weights.map(Math.abs)]));
  const space: Space = {
    ...denseSpace({
      inputs: seen.length,
      outputs: outputs.length,
      min_width: 1,
      max_width: Math.max(...start.layers.slice(0, -1).map(({ to }) => to)),
      depths: [start.layers.length - 1],
      activations,
      leaky_slope: given.leaky_slope ?? 0,
    }),
    output_activation: answer === 'sigmoids' || answer === 'pair' ? 'sigmoid' : 'linear',
    weight_range: greatest,
  };
  return { space, start: slotted(space, start) };
}

/** What was asked for: a network, rows, and how near another one is to come on them. */
interface Asked {
  readonly given: NetworkFile;
  readonly parts: Parts;
  readonly gauge: Gauge;
  readonly tolerance: Tolerance;
}

async function leave(
  context: StageContext,
  parameters: CompressParameters,
  { given, parts, gauge, tolerance }: Asked,
  all: readonly Contender[],
  spent: { readonly seed: number; readonly seconds: number; readonly steps: number },
): Promise<void> {
  const { network } = parameters;
  const { share: within, of } = tolerance;
  const chosen = choose(all, within);
  const { contenders, place } = chosen;
  const one = contenders[place];
  if (!one) throw new Error('the given network is not among those that compute the same as it');
  const reason = `the fewest numbers of those whose root mean square difference is within ${share(within)} of the ${SCALES[of]} of what ${basename(network)} says, by more than chance, on ${parts.choice.count} rows that moved no weight`;
  const write = writerFor(parameters);
  mkdirSync(join(context.out, 'networks'));
  contenders.forEach(({ text }, i) => {
    saveFile(join(context.out, fileOf(i)), text);
  });
  saveFile(join(context.out, 'chosen.json'), one.text);
  write(context, 'front.json', frontOf(given, chosen, parts, { ...spent, reason, name: basename(network) }));
  const compressed: Compressed = {
    network,
    within,
    of,
    given: sizeOf(given),
    found: sizeOf(one.network),
    is_smaller: one.network.nonzeros < given.nonzeros,
    rows: { fit: parts.fit.count, choice: parts.choice.count },
    proof: differenceOf(given, one.network, parts.proof.x, gauge),
    about: parts.about,
    file: fileOf(place),
    sizes: contenders.map(({ network: each, choice }, i) => ({
      nonzeros: each.nonzeros,
      neurons: each.layers.slice(0, -1).map(({ weights }) => weights.length),
      difference: choice.relative,
      surely: choice.surely,
      file: fileOf(i),
    })),
  };
  write(context, 'compressed.json', compressed);
  const page = await renderCompressedPage({ ...compressed, name: basename(network), network: one.network });
  saveFile(join(context.out, 'report.html'), page);
  writeResults(context, {
    text: compressedText(compressed),
    files: { front: 'front.json', proof: 'compressed.json', report: 'report.html', chosen: 'chosen.json' },
  });
}
