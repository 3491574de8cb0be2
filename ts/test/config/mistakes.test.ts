import { expect } from 'chai';
import { formatErrors } from '../../config/position.ts';
import { parsePipeline } from '../../config/read.ts';
import { type Mistake, OPERATIONS, sound } from './sound.ts';
import { wrongGrammar } from './wrong-grammar.ts';
import { wrongReferences } from './wrong-references.ts';
import { wrongValues } from './wrong-values.ts';

const mistakes = [...wrongGrammar, ...wrongReferences, ...wrongValues];

function spoil(text: string, { right, wrong }: Mistake): string {
  expect(text).to.contain(right);
  return text.replace(right, () => wrong);
}

function errorsIn(text: string) {
  const result = parsePipeline('x.yaml', text, {});
  return result.ok ? [] : result.errors;
}

describe('a mistake in a pipeline', () => {
  it('is not found where there is none', () => {
    expect(errorsIn(sound)).to.deep.equal([]);
  });

  for (const mistake of mistakes) {
    it(`gives one complaint that says where and what: ${mistake.what}`, () => {
      const errors = errorsIn(spoil(sound, mistake));
      const said = errors.map(({ line, column, message }) => `${line}:${column}: ${message}`);
      expect(said).to.deep.equal([mistake.says]);
      const marked = errors.map(({ text, column, length }) => text.slice(column - 1, column - 1 + length));
      expect(marked).to.deep.equal([mistake.marks]);
    });
  }

  it('does not hide another one', () => {
    const [first, second] = [wrongValues, wrongReferences].map((list) => list[0] as Mistake) as [
      Mistake,
      Mistake,
    ];
    const messages = errorsIn(spoil(spoil(sound, first), second)).map(({ message }) => message);
    expect(messages).to.have.members([first, second].map(({ says }) => says.replace(/^\d+:\d+: /, '')));
  });

  it('that every job of a matrix repeats is said once', () => {
    const text = sound.replace(`seconds: \${seconds}`, 'seconds: -1');
    expect(errorsIn(text).map(({ message }) => message)).to.deep.equal([
      'expected `seconds` to be a number above 0, got -1',
    ]);
    const whole = sound.replace('    deps: { space: space, table: table }\n', '');
    expect(errorsIn(whole).map(({ message }) => message)).to.deep.equal([
      'expected `search` to have `deps` (a mapping)',
    ]);
  });

  it('in what comes from a variable is shown where the variable is used', () => {
    const text = sound
      .replace('seed: 0', 'space: { depths: [7] }')
      .replace('{ depths: [1, 2] }', `\${space}`);
    const [error] = errorsIn(text.replace(`      seed: \${seed}\n`, ''));
    expect(error).to.include({
      message: 'expected `depths[0]` to be an integer from 1 to 6, got 7',
      line: 15,
    });
    expect(error?.text.slice((error?.column ?? 0) - 1)).to.equal(`\${space}`);
  });

  it('in what an alias stands for is shown at its anchor', () => {
    const text = sound
      .replace('{ depths: [1, 2] }', '&small { depths: [7] }')
      .replace('  compare:', '  again:\n    op: train\n    with: { space: *small }\n  compare:');
    expect(errorsIn(text).map(({ line, column }) => [line, column])).to.deep.equal([[16, 32]]);
  });

  it('in what is merged is shown where it is merged from', () => {
    const text = sound
      .replace('{ depths: [1, 2] }', '&small { depths: [7] }')
      .replace(
        '  compare:',
        '  again:\n    op: train\n    with: { space: { <<: *small, depth: 1 } }\n  compare:',
      )
      .replace('op: train\n    with:\n      preset: quickstart', 'op: train\n    with:');
    const errors = errorsIn(text.replace('space: &small', 'space: { depths: [1] }\n      file: &small'));
    const said = errors.map(({ line, column, message }) => `${line}:${column}: ${message}`);
    expect(said).to.deep.equal([
      '16:20: expected `file` to be a string or null, got {"depths":[7]}',
      '16:31: expected `depths[0]` to be an integer from 1 to 6, got 7',
      '29:34: unknown key `depth` in `space`: did you mean `depths`?',
    ]);
  });
});

describe('the text of complaints', () => {
  it('is file:line:column, the sentence, the line, and carets under what is meant', () => {
    expect(
      formatErrors(errorsIn(sound.replace('batch: 512', 'batch: 0.5').replace('op: train', 'op: trian'))),
    ).to.equal(
      [
        `x.yaml:13:9: expected \`op\` to be ${OPERATIONS}, got "trian": did you mean \`train\`?`,
        '        op: trian',
        '            ^^^^^',
      ].join('\n'),
    );
    expect(
      formatErrors(errorsIn(sound.replace('batch: 512', 'bach: 512').replace('fronts', 'front'))),
    ).to.equal(
      [
        'x.yaml:18:9: unknown key `bach` in `training`: did you mean `batch`?',
        '            bach: 512',
        '            ^^^^',
        '',
        'x.yaml:30:7: unknown key `front` in `deps`: did you mean `fronts`?',
        '          front: search',
        '          ^^^^^',
      ].join('\n'),
    );
  });

  it('keeps carets under their line where it has tabs', () => {
    const [, line, carets] = formatErrors(errorsIn('stages:\t5\n')).split('\n');
    expect(line).to.equal('    stages:\t5');
    expect(carets).to.equal('           \t^');
  });

  it('does not show the end of a line that ends as on Windows', () => {
    const [, line] = formatErrors(
      errorsIn(sound.replaceAll('\n', '\r\n').replace('batch: 512', 'batch: 0')),
    ).split('\n');
    expect(line).to.equal('            batch: 0');
  });
});
