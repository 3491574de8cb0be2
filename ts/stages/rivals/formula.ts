import type { StageContext } from '../../dag/operation.ts';
import { applyScaling, fitScaling, type Scaling } from '../../data/scale.ts';
import { TRAIN } from '../../data/split.ts';
import { constantBaseline, linearBaseline } from '../../export/baselines.ts';
import { plainColumns } from '../../export/columns.ts';
import { predictFormulas } from '../../export/formula.ts';
import { buildFront, found } from '../../export/front.ts';
import { fitLinear, withoutRounding } from '../../export/ols.ts';
import { predict } from '../../export/predict.ts';
import { shortest } from '../../export/write.ts';
import type { Kernel, Reply } from '../../kernel/index.ts';
import type { FormulaFile, Front, NetworkFile, RivalParameters } from '../../schema/types.ts';
import { partRows } from '../search/front.ts';
import { partTensors } from '../search/part-tensors.ts';
import type { SplitTable } from '../tables/table.ts';

/** A front, and the text of its files by the names it gives them. */
export interface FoundFront {
  readonly front: Front;
  readonly files: ReadonlyMap<string, string>;
}

/** A rival that is no hidden layer: a constant, a line, polynomials. */
type Parameters = RivalParameters & { readonly kind: 'constant' | 'ols' | 'polynomial' };

/** A model's file, and how many numbers it needs. */
interface Model {
  readonly file: string;
  readonly text: string;
  readonly nonzeros: number;
}

interface Models {
  readonly models: readonly Model[];
  /** Of each model, as its file says it. */
  predict(rows: Float64Array): Float64Array[];
}

/**
 * Fits on the training rows, scaled as for a linear output, and measures the models as their files say them, as
 * search does. Null where none has a finite error.
 */
export async function findFormulas(
  context: StageContext,
  kernel: () => Promise<Kernel>,
  parameters: Parameters,
  table: SplitTable,
): Promise<FoundFront | null> {
  const scaling = fitScaling(parameters.scaling, table.x, table.y, table.part, 'linear');
  const { models, predict: predictAll } =
    parameters.kind === 'polynomial'
      ? await polynomials(context, await kernel(), parameters, table, scaling)
      : linearModel(parameters, table, scaling);
  const parts = partRows(table);
  const [validation, test] = [predictAll(parts.validation.x), predictAll(parts.test.x)];
  const truth = { validation: parts.validation.y, test: parts.test.y };
  const networks = models.map(({ nonzeros, file }, i) => {
    const shape = { depth: 0, nonzeros, nonzeros_raw: nonzeros, neurons: [], start: 0 };
    const answers = { validation: validation[i] as Float64Array, test: test[i] as Float64Array };
    return found({ ...shape, file }, answers, truth);
  });
  const baselines = { constant: constantBaseline(parts), ols: linearBaseline(parts), untrained: null };
  const about = { task: table.card.table, unit: table.card.unit, baselines };
  const front = buildFront(about, networks);
  if (!front) return null;
  const texts = new Map(models.map(({ file, text }) => [file, text]));
  return { front, files: new Map(front.networks.map(({ file }) => [file, texts.get(file) ?? ''])) };
}

/** Least squares, or the mean alone, as a network without a hidden layer. */
function linearModel({ kind, seed }: Parameters, table: SplitTable, scaling: Scaling): Models {
  const width = table.card.inputs.length;
  const x = applyScaling(scaling.inputs, table.x).filter(
    (_, i) => table.part[Math.floor(i / width)] === TRAIN,
  );
  const y = applyScaling([scaling.output], table.y).filter((_, row) => table.part[row] === TRAIN);
  const fitted = withoutRounding(fitLinear(kind === 'constant' ? x.map(() => 0) : x, y));
  const [bias = 0, ...weights] = [fitted.intercept, ...fitted.coefficients].map((value) =>
    shortest(Math.fround(value)),
  );
  const nonzeros = [bias, ...weights].filter((value) => value !== 0).length;
  const layer = {
    weights: [weights],
    bias: bias === 0 ? null : [bias],
    activations: ['linear' as const],
  };
  const { inputs, output } = columnsOf(table, scaling);
  const network: NetworkFile = {
    format: 2,
    ...plainColumns(inputs, output),
    layers: [layer],
    nonzeros,
    provenance: provenanceOf(table, kind, seed),
  };
  const text = `${JSON.stringify(network, null, 2)}\n`;
  return {
    models: [{ file: 'networks/000.json', text, nonzeros }],
    predict: (rows) => [predict(network, rows)],
  };
}

async function polynomials(
  context: StageContext,
  kernel: Kernel,
  { kind, polynomial, validation_rows, seed }: Parameters,
  table: SplitTable,
  scaling: Scaling,
): Promise<Models> {
  const tensors = partTensors(table.card.inputs.length, table, scaling);
  const { content, tensors: found } = await kernel.call(
    'fit_polynomial',
    { polynomial, validation_rows, seed },
    tensors,
    { signal: context.signal },
  );
  const columns = columnsOf(table, scaling);
  const formulas = formulasIn(content, found).map(
    (terms): FormulaFile => ({
      format: 1,
      ...columns,
      ...terms,
      nonzeros: terms.terms.filter(({ coefficient }) => coefficient !== 0).length,
      provenance: provenanceOf(table, kind, seed),
    }),
  );
  const models = formulas.map((formula, i) => ({
    file: `formulas/${String(i).padStart(3, '0')}.json`,
    text: `${JSON.stringify(formula)}\n`,
    nonzeros: formula.nonzeros,
  }));
  return { models, predict: (rows) => predictFormulas(formulas, rows) };
}

/** The formulas of the kernel's reply, one after the other. */
function formulasIn(
  { bases }: Reply<'fit_polynomial'>['content'],
  { terms, exponents, coefficients }: Reply<'fit_polynomial'>['tensors'],
): Pick<FormulaFile, 'basis' | 'terms'>[] {
  const inputs = exponents.shape[1] ?? 0;
  let next = 0;
  return bases.map((basis, formula) => {
    const first = next;
    next += Number(terms.data[formula]);
    return {
      basis,
      terms: Array.from({ length: next - first }, (_, k) => ({
        exponents: Array.from(
          exponents.data.slice((first + k) * inputs, (first + k + 1) * inputs) as Int32Array,
        ),
        coefficient: Number(coefficients.data[first + k]),
      })),
    };
  });
}

function columnsOf({ card }: SplitTable, scaling: Scaling): Pick<FormulaFile, 'inputs' | 'output'> {
  return {
    inputs: card.inputs.map((name, i) => ({ name, offset: 0, scale: 1, ...scaling.inputs[i] })),
    output: { name: card.target, ...scaling.output },
  };
}

function provenanceOf({ card }: SplitTable, rival: string, seed: number): NetworkFile['provenance'] {
  return { rival, seed, split_seed: card.seed, table: card.table };
}
