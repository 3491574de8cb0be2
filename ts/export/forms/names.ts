import type { InputStep, Program, ProgramColumn } from '../program.ts';

/** Whether the exported function can have that name, in any form. */
export function isFunctionName(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !isTaken(name);
}

/** A text as a word of letters, digits and underscores that begins with a letter: 'Bill length (mm)' is bill_length_mm. */
export function identifier(text: string): string {
  const letters = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const word = letters.replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
  const cut = word.slice(0, LONGEST).replace(/_$/, '');
  return /^[a-z]/.test(cut) ? cut : `column_${cut}`.replace(/_$/, '');
}

/** A variable for each step: inputs by what they take of their columns, neurons by their places. `name`: the function's. */
export function variables({ steps, columns }: Program, name: string): string[] {
  const inputs = steps.filter((step) => step.kind === 'input');
  const words = distinct(
    inputs.map((step) => wordOf(step, columns)),
    (word) => isTaken(word) || word === name || word.startsWith(`${name}_`),
  );
  return steps.map((step, place) =>
    step.kind === 'input' ? (words[place] as string) : `h${step.layer}_${step.position}`,
  );
}

/** A constant for each level of each column: PREDICT_ISLAND_BISCOE; none for columns that are not used. */
export function levelConstants({ columns }: Program, name: string): string[][] {
  const words = columns.map(({ name: column, levels, isUsed }) =>
    isUsed ? levels.map((level) => `${name}_${identifier(column)}_${suffix(level)}`.toUpperCase()) : [],
  );
  const constants = distinct(words.flat(), () => false);
  return words.map(({ length }) => constants.splice(0, length));
}

/** Characters of a word that is made of a text. */
const LONGEST = 40;

/** What looks like a name and is none in C, JavaScript or Python, or means something to them or to the forms. */
const TAKEN = new Set(
  (
    'alignas alignof and arguments asm async auto await bool break case catch char class classify complex const ' +
    'constexpr continue debugger default delete do double else enum errno eval explicit export extends extern far ' +
    'false final finally float for friend function goto i386 if implements import in inline inputs instanceof int ' +
    'interface labels let linux long mutable namespace near new not noreturn null operator or output outputs package ' +
    'private protected public register restrict return row short signed sizeof small static struct super switch ' +
    'template this throw true try typedef typeof typename undefined union unix unsigned using var vax virtual void ' +
    'volatile while with xor yield main x y p ' +
    'abs acos asin atan ceil cos cosh erf exp expf expm1 fabs fabsf floor floorf fma fmax fmin fmod gamma hypot isinf isnan j0 j1 ' +
    'jn ldexp lgamma log logb max min modf nan pow remainder rint round signbit sin sinh sqrt tan tanh tanhf tgamma ' +
    'trunc y0 y1 yn ' +
    'False None True as assert def del elif except from global is lambda nonlocal pass raise ' +
    'columns levels network np rows seen torch ' +
    'date datetime dict divmod hasattr isinstance len math str sum timezone zip delay loop self_test selfTest setup ' +
    'Array ArrayBuffer Date Math NaN Number Object String best cells classify day hour inUtc isMissing k label ' +
    'leaky_relu missing month most number says saysIfKnown saysOfTwo seconds sigmoid softmax time weekday year'
  ).split(' '),
);

function isTaken(word: string): boolean {
  return TAKEN.has(word) || /^h\d+_\d+$/.test(word);
}

function wordOf({ column, reading }: InputStep, columns: readonly ProgramColumn[]): string {
  const { name, levels } = columns[column] as ProgramColumn;
  const word = identifier(name);
  if (reading.takes === 'value') return word;
  return `${word}_${reading.takes === 'level' ? suffix(levels[reading.level] ?? '') : reading.takes}`;
}

/** A text as the end of a word, which may be a digit. */
function suffix(text: string): string {
  return identifier(`x ${text}`).replace(/^x_?/, '') || 'other';
}

/** The words, with something before those that are taken and after those that were there before. */
function distinct(words: readonly string[], isTakenWord: (word: string) => boolean): string[] {
  const used = new Set<string>();
  const isFree = (word: string) => !used.has(word) && !isTakenWord(word);
  return words.map((word) => {
    const free = isTakenWord(word) ? `column_${word}` : word;
    let unique = free;
    for (let count = 2; !isFree(unique); count++) unique = `${free}_${count}`;
    used.add(unique);
    return unique;
  });
}
