import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { examplesOf } from '../../../commands/examples.ts';
import { numberOf } from '../../../export/forms/examples.ts';
import { forms } from '../../../export/forms/forms.ts';
import { predict } from '../../../export/predict.ts';
import { programOf } from '../../../export/program.ts';
import { NO_HINTS, readForeign } from '../../../foreign/read.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { decodeSafetensors } from '../../../tensors/safetensors.ts';
import { anyCase, type Case, expected, extreme } from './any-file.ts';
import { KINDS } from './kinds.ts';
import { numbersIn, pythonWith } from './python-tools.ts';
import { run } from './tools.ts';

const cases = fc.sample(anyCase, { seed: 6, numRuns: 100 });
const hasDates = ({ columns, inputs }: NetworkFile) =>
  inputs.some(({ column }) => columns[column]?.kind === 'date');

/** A row as the forms take it that know numbers alone. */
function numbers({ file, rows }: Case): number[][] {
  const { columns } = programOf(file);
  return rows.map((row) => row.map((cell, i) => numberOf(cell, columns[i] as (typeof columns)[number])));
}

/** JSON, with NaN and -0 as Python reads them. */
function json(value: unknown): string {
  const marked = JSON.stringify(value, (_, each) => {
    if (Object.is(each, -0)) return '-0.0';
    return typeof each === 'number' && !Number.isFinite(each) ? `!${each}!` : each;
  });
  return marked.replaceAll(/"!(-?\w+)!"/g, '$1');
}

/** Holds the answers to each case, [rows][answers], all probabilities of classes among them, to those of predict. */
function expectRight(
  answers: readonly number[][][],
  all: readonly Case[],
  share: number,
  withMatrices = false,
): void {
  expect(answers).to.have.length(all.length);
  all.forEach((each, i) => {
    const truth = expected(each);
    const width = truth.length / each.rows.length;
    const size = Math.max(...Array.from(truth, Math.abs).filter(Number.isFinite), 1e-3);
    answers[i]?.forEach((answer, row) => {
      const own = width === 1 && each.file.labels ? answer.slice(1) : answer;
      expect(own).to.have.length(width);
      own.forEach((value, o) => {
        const right = truth[row * width + o] as number;
        // A matrix takes a gap to all answers, 0 times NaN being NaN.
        if (withMatrices && width > 1 && Number.isNaN(value) && each.rows[row]?.includes(null)) return;
        if (Number.isFinite(right)) expect(value, `case ${i}`).to.be.closeTo(right, share * size);
        else expect(value, `case ${i}`).to.deep.equal(right);
      });
    });
  });
}

describe('a network of any columns, for all rows at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat models '));
  after(() => rmSync(folder, { recursive: true }));
  const print = (form: 'numpy' | 'torch', file: NetworkFile, withTest = false) =>
    forms[form].print(programOf(file), {
      name: 'predict',
      type: 'double',
      examples: withTest ? examplesOf(file) : null,
    });

  it('gives in numpy what predict gives, of rows, dicts and extreme rows, and its self-test agrees', function () {
    const python = pythonWith(this, 'numpy');
    const all = cases.flatMap((each) => [each, extreme(each)]);
    all.forEach(({ file }, i) => {
      writeFileSync(join(folder, `n${i}.py`), print('numpy', file, i % 2 === 0));
    });
    writeFileSync(
      join(folder, 'all.py'),
      `import importlib, json, sys, warnings
import numpy as np
warnings.simplefilter("error")
out = []
for i, rows in enumerate(json.load(sys.stdin)):
    module = importlib.import_module(f"n{i}")
    said = module.predict(rows)
    named = module.predict({name: [row[k] for row in rows] for k, name in enumerate(module.inputs)})
    assert np.array_equal(said, named, equal_nan=True), i
    if i % 2 == 0:
        assert module.self_test() == 0, i
    out.append(np.reshape(said, (len(rows), -1)).tolist())
print(json.dumps(out))
`,
    );
    const rows = all.map((each) => each.rows);
    expectRight(numbersIn(run(folder, [python, 'all.py'], json(rows))), all, 1e-9);
  }).timeout(60_000);

  it('gives in torch what predict gives, can be trained on, and its self-test agrees', function () {
    const python = pythonWith(this, 'torch');
    cases.forEach(({ file }, i) => {
      writeFileSync(join(folder, `t${i}.py`), print('torch', file, true));
    });
    writeFileSync(
      join(folder, 'all-torch.py'),
      `import importlib, json, sys
out = []
for i, rows in enumerate(json.load(sys.stdin)):
    module = importlib.import_module(f"t{i}")
    assert module.self_test() == 0, i
    assert any(each.requires_grad for each in module.network.parameters())
    out.append(module.predict(rows).tolist())
print(json.dumps(out))
`,
    );
    expectRight(
      numbersIn(run(folder, [python, 'all-torch.py'], json(cases.map(numbers)))),
      cases,
      1e-9,
      true,
    );
  }).timeout(60_000);

  it('fails its self-test where an answer is wrong, in numpy and torch', function () {
    const python = pythonWith(this, 'torch', 'numpy');
    const file = KINDS.numbers as NetworkFile;
    const { rows, answers } = examplesOf(file);
    const [first = [], ...others] = answers;
    const wrong = { rows, answers: [[(first[0] ?? 0) + 1], ...others] };
    for (const form of ['numpy', 'torch'] as const) {
      const text = forms[form].print(programOf(file), { name: 'predict', type: 'double', examples: wrong });
      writeFileSync(join(folder, `wrong_${form}.py`), text);
      expect(() => run(folder, [python, `wrong_${form}.py`])).to.throw('ended with 1');
    }
  }).timeout(60_000);

  it('gives in ONNX what predict gives, as onnxruntime runs it, and the checker finds nothing', function () {
    const python = pythonWith(this, 'onnx', 'onnxruntime');
    const all = cases.filter(({ file }) => !hasDates(file));
    for (const type of ['float', 'double'] as const) {
      all.forEach(({ file }, i) => {
        const bytes = forms.onnx.print(programOf(file), { name: 'predict', type, examples: null });
        writeFileSync(join(folder, `o${i}.onnx`), bytes);
      });
      writeFileSync(
        join(folder, 'all-onnx.py'),
        `import json, sys
import numpy as np, onnx, onnxruntime
out = []
for i, rows in enumerate(json.load(sys.stdin)):
    onnx.checker.check_model(f"o{i}.onnx", full_check=True)
    session = onnxruntime.InferenceSession(f"o{i}.onnx")
    kind = np.float32 if session.get_inputs()[0].type == "tensor(float)" else np.float64
    out.append(session.run(None, {"x": np.array(rows, dtype=kind)})[0].astype(float).tolist())
print(json.dumps(out))
`,
      );
      const answers = numbersIn(run(folder, [python, 'all-onnx.py'], json(all.map(numbers))));
      expectRight(answers, all, type === 'float' ? 2e-5 : 1e-9, true);
    }
  }).timeout(60_000);

  it('can be read again by swat from ONNX and safetensors: the same answers by the same names', () => {
    const many = fc.sample(anyCase, { seed: 8, numRuns: 2000 }).filter(({ file }) => isPlain(file));
    const counts = { onnx: 0, safetensors: 0 };
    for (const form of ['onnx', 'safetensors'] as const) {
      for (const each of many) {
        const program = programOf(each.file);
        if (form === 'safetensors' && (each.file.labels || program.columns.some(({ isUsed }) => !isUsed)))
          continue;
        const again = readForeign(`n.${form}`, forms[form].print(program, WANTED), NO_HINTS);
        const names = ({ columns }: NetworkFile) => columns.map(({ name }) => name);
        expect(names(again)).to.deep.equal(names(each.file));
        expect(again.labels).to.deep.equal(each.file.labels);
        const whole = { ...each, rows: each.rows.filter((row) => !row.includes(null)) };
        const x = Float64Array.from(numbers(whole).flat());
        const [got, right] = [predict(again, x), predict(each.file, x)];
        const size = Math.max(...Array.from(right, Math.abs), 1e-3);
        right.forEach((value, i) => {
          expect(got[i]).to.be.closeTo(value, 1e-4 * size);
        });
        counts[form] += 1;
      }
    }
    expect(Math.min(counts.onnx, counts.safetensors), JSON.stringify(counts)).to.be.at.least(8);
  });
});

const WANTED = { name: 'predict', type: 'float', examples: null } as const;

/** Whether columns are numbers without a fill, taken once each, and one activation stands between layers, none at the end. */
function isPlain(file: NetworkFile): boolean {
  const { columns, steps, outputs } = programOf(file);
  const hidden = file.layers.slice(0, -1).flatMap(({ activations }) => activations);
  const taken = file.inputs.map(({ column }) => column);
  return (
    columns.every(({ kind, fill }) => kind === 'number' && fill === null) &&
    file.inputs.every(({ takes }) => takes === 'value') &&
    new Set(taken).size === taken.length &&
    steps.some(({ kind }) => kind === 'input') &&
    outputs.every(({ from }) => typeof from === 'number') &&
    new Set(hidden).size <= 1 &&
    file.layers.at(-1)?.activations.every((activation) => activation === 'linear') === true
  );
}

describe('other files of a network', () => {
  it('refuse what they cannot say by its name: dates in ONNX, several activations in safetensors', () => {
    const wanted = { name: 'predict', type: 'double', examples: null } as const;
    const dated = cases.find(({ file }) =>
      programOf(file).steps.some((step) => step.kind === 'input' && step.reading.takes === 'year'),
    );
    expect(() => forms.onnx.print(programOf(dated?.file as NetworkFile), wanted)).to.throw(
      RangeError,
      'is a date',
    );
    const mixed = cases.find(({ file }) => {
      const hidden = file.layers.slice(0, -1).flatMap(({ activations }) => activations);
      return programOf(file).steps.length > 6 && new Set(hidden).size > 2;
    });
    expect(() => forms.safetensors.print(programOf(mixed?.file as NetworkFile), wanted)).to.throw(
      RangeError,
      'export to torch or onnx',
    );
  });

  it('say in safetensors what torch.nn.Sequential needs', () => {
    const program = programOf(KINDS.numbers as NetworkFile);
    const { tensors, metadata } = decodeSafetensors(
      forms.safetensors.print(program, { name: 'predict', type: 'double', examples: null }),
    );
    expect(Object.keys(tensors).sort()).to.deep.equal(['0.bias', '0.weight', '2.bias', '2.weight']);
    expect(metadata.activation).to.equal('sigmoid');
  });

  it('are in JSON the program, and in Mermaid a chart in which no name ends a text early', () => {
    const wanted = { name: 'predict', type: 'double', examples: null } as const;
    for (const { file } of cases) {
      const program = programOf(file);
      expect(JSON.parse(forms.json.print(program, wanted)).steps).to.have.length(program.steps.length);
      const lines = forms.mermaid.print(program, wanted).trimEnd().split('\n');
      expect(lines.shift()).to.equal('flowchart LR');
      for (const line of lines) {
        expect(line).to.match(
          /^ {2}(s\d+(\["[^"]*"\]|\(\("[^"]*"\)\))|y\d+\["[^"]*"\]|s\d+ -- "[^"]+" --> s\d+|s\d+ --> y\d+)$/u,
        );
      }
    }
  });
});
