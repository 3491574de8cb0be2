/** What the script is told of the panel; the order of lists is that of the elements. */
export interface PanelData {
  readonly columns: readonly ColumnData[];
  readonly networks: readonly NetworkData[];
  /** Unit of the targets; may be empty. */
  readonly unit: string;
  readonly targets: readonly string[];
  /** null of numbers. */
  readonly labels: readonly string[] | null;
}

export interface ColumnData {
  /** Number of the column among the network's. */
  readonly column: number;
  readonly kind: 'number' | 'category' | 'date';
  /** Of a category what it may say, in the order of the options. */
  readonly levels: readonly (string | null)[];
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
  readonly step: number;
}

export interface NetworkData {
  readonly columns: number;
  readonly interval: { readonly coverage: number; readonly half_width: number } | null;
}

/** Classes that have a bar; of more the most probable ones. */
const MOST_BARS = 8;

/**
 * The page's only script: reads the controls, asks the network that is picked, and shows its answer, its drawing and its row
 * in the table. `modules` are the networks' texts by `moduleOf`. Without it the page shows the chosen network.
 */
export function panelScript(data: PanelData, modules: readonly string[]): string {
  const functions = modules.map((text) => `(() => {\n${guarded(text)}\nreturn predict;\n})()`);
  return `'use strict';
const networks = [${functions.join(',\n')}];
const data = ${JSON.stringify(data).replaceAll('<', '\\u003c')};
${program}`;
}

/** Text of a program in which no string or comment ends the script or begins a comment of HTML. */
function guarded(text: string): string {
  return text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');
}

const program = `
const panel = document.getElementById('try');
const picker = panel.querySelector('#try-network');
const place = panel.querySelector('#try-answer');
const notes = panel.querySelector('#try-notes');
const parts = data.columns.map((_, index) => {
  const part = panel.querySelector('[data-column="' + index + '"]');
  const find = (selector) => part.querySelector(selector);
  return { field: find('.field'), slider: find('.slider'), gap: find('.gap') };
});

/** At least four significant digits, and the whole part, as everywhere on the page. */
function written(value) {
  if (!Number.isFinite(value)) return '\\u2013';
  if (value === 0) return '0';
  const size = Math.abs(Number(value.toPrecision(4)));
  if (size < 1e-4 || size >= 1e7) return value.toExponential(3).replace('e+', 'e');
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return value.toLocaleString('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: Math.abs(value) >= 10000,
  });
}

function withUnit(value) {
  return data.unit === '' ? written(value) : written(value) + ' ' + data.unit;
}

/** A value as the network takes it: a number, a level, seconds since 1970, or null; undefined where none is given. */
function valueOf(index) {
  const { kind, levels } = data.columns[index];
  const { field, gap } = parts[index];
  if (gap !== null && gap.checked) return null;
  if (kind === 'category') return levels[field.selectedIndex];
  if (kind === 'number') return Number.isFinite(field.valueAsNumber) ? field.valueAsNumber : undefined;
  const text = field.type === 'time' ? '1970-01-01T' + field.value : field.value;
  const seconds = Date.parse(field.type === 'date' ? text : text + 'Z') / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** The answer as a list: numbers by target, or probabilities by label. */
function listed(answer) {
  if (Array.isArray(answer)) return answer;
  return typeof answer === 'object' ? data.labels.map((label) => answer[label]) : [answer];
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function bar(label, share, isMost) {
  const row = element('div', isMost ? 'bar most' : 'bar', '');
  const track = element('span', 'track', '');
  const fill = element('span', 'fill', '');
  fill.style.width = 100 * share + '%';
  track.append(fill);
  const percent = share >= 0.9995 || share < 0.0005 ? (100 * share).toFixed(0) : (100 * share).toFixed(1);
  row.append(element('span', 'name', label), track, element('span', 'value', percent + ' %'));
  return row;
}

function classRows(shares) {
  const order = shares.map((_, which) => which);
  const byShare = order.slice().sort((a, b) => shares[b] - shares[a]);
  const shown = order.length > ${MOST_BARS} ? byShare.slice(0, ${MOST_BARS}) : order;
  return shown.map((which) => bar(data.labels[which], shares[which], which === byShare[0]));
}

function numberRows(numbers, interval) {
  const rows = numbers.map((number, target) => {
    const row = element('div', 'number', '');
    if (numbers.length > 1) row.append(element('span', 'name', data.targets[target]));
    row.append(element('strong', 'value', withUnit(number)));
    return row;
  });
  if (interval === null) return rows;
  const [low, high] = [-1, 1].map((side) => written(numbers[0] + side * interval.half_width));
  const share = Math.round(100 * interval.coverage);
  const ends = low + ' to ' + high + (data.unit === '' ? '' : ' ' + data.unit);
  const words = ends + ': so wide that it holds the truth of ' + share + ' % of new rows';
  return [...rows, element('div', 'interval', words)];
}

function noteOf(values) {
  const lacking = data.columns.filter((_, index) => values[index] === undefined).map(({ name }) => name);
  if (lacking.length > 0) return 'No answer without a value of ' + lacking.join(', ') + '.';
  const outside = data.columns.filter(({ kind, least, greatest }, index) => {
    const value = values[index];
    return kind === 'number' && value !== null && (value < least || value > greatest);
  });
  if (outside.length === 0) return '';
  return 'Outside what it was fitted to: ' + outside.map(({ name }) => name).join(', ') + '. It extrapolates.';
}

function answer() {
  const picked = Number(picker.value);
  const values = data.columns.map((_, index) => valueOf(index));
  notes.textContent = noteOf(values);
  const x = new Array(data.networks[picked].columns).fill(null);
  data.columns.forEach(({ column }, index) => {
    x[column] = values[index];
  });
  if (values.includes(undefined)) {
    place.replaceChildren(element('strong', 'value', '\\u2013'));
    return;
  }
  const numbers = listed(networks[picked](x));
  const rows = data.labels === null ? numberRows(numbers, data.networks[picked].interval) : classRows(numbers);
  place.replaceChildren(...rows);
}

/** Shows the network that is picked, everywhere on the page. */
function show() {
  const picked = picker.value;
  for (const figure of document.querySelectorAll('figure[data-network]')) {
    figure.hidden = figure.dataset.network !== picked;
  }
  for (const row of document.querySelectorAll('tr[data-network]')) {
    row.classList.toggle('picked', row.dataset.network === picked);
  }
  answer();
}

/** A slider's place as a number of its steps, within its ends. */
function onStep({ least, greatest, step }, number) {
  const near = Number((Math.round(number / step) * step).toPrecision(12));
  return Math.min(greatest, Math.max(least, near));
}

parts.forEach(({ field, slider, gap }, index) => {
  field.addEventListener('input', () => {
    if (slider !== null && Number.isFinite(field.valueAsNumber)) slider.value = field.value;
    answer();
  });
  if (slider !== null) {
    slider.addEventListener('input', () => {
      field.value = String(onStep(data.columns[index], slider.valueAsNumber));
      answer();
    });
  }
  if (gap !== null) {
    gap.addEventListener('change', () => {
      for (const other of [field, slider]) if (other !== null) other.disabled = gap.checked;
      answer();
    });
  }
});
picker.addEventListener('change', show);
panel.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
panel.querySelector('form').addEventListener('reset', () => {
  for (const { field, slider } of parts) {
    for (const other of [field, slider]) if (other !== null) other.disabled = false;
  }
  setTimeout(answer);
});
// A browser that goes back to the page may keep what was set before.
panel.querySelector('form').reset();
show();
`;
