import type { Result } from './result.ts';
import { passes, targets } from './target.ts';

const WIDTHS = { name: 46, value: 9, unit: 12, target: 11, verdict: 6 };

export function heading(): string {
  return line('', 'value', 'unit', 'target', '', 'detail');
}

/** A result as a line of the table: its target, and whether it reaches it, beside the value. */
export function row(result: Result): string {
  const target = targets.get(result.name);
  const asked = target ? `${target.sign} ${target.limit}` : '';
  const verdict = { true: 'pass', false: 'MISS', null: '' }[`${passes(result)}`];
  return line(result.name, number(result.value), result.unit, asked, verdict, result.detail);
}

function line(
  name: string,
  value: string,
  unit: string,
  target: string,
  verdict: string,
  detail: string,
): string {
  const cells = [
    name.padEnd(WIDTHS.name),
    value.padStart(WIDTHS.value),
    unit.padEnd(WIDTHS.unit),
    target.padEnd(WIDTHS.target),
    verdict.padEnd(WIDTHS.verdict),
    detail,
  ];
  return cells.join(' ').trimEnd();
}

/** Three significant digits, all of those before the point. */
function number(value: number | null): string {
  if (value === null) return '-';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
