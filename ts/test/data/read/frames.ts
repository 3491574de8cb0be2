import { expect } from 'chai';
import { DataError } from '../../../data/error.ts';
import type { Frame, FrameColumn } from '../../../data/frame.ts';
import type { FrameOptions } from '../../../data/read/pass.ts';
import { readFrameBytes } from '../../../data/read/read.ts';

/** A table from its text or bytes, named t.csv, and what was said of it. */
export async function frameOf(
  content: string | Buffer,
  options: FrameOptions = {},
  file = 't.csv',
): Promise<{ frame: Frame; said: string[] }> {
  const said: string[] = [];
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const frame = await readFrameBytes(bytes, file, options, (sentence) => said.push(sentence));
  return { frame, said };
}

/** What a column holds, as a program would print it. */
export function cells(column: FrameColumn | undefined): unknown[] | string {
  if (column === undefined) return 'no column';
  if (column.kind === 'broken') return column.complaint;
  if (column.kind === 'category') return Array.from(column.codes, (code) => column.levels[code] ?? null);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
}

/** Kinds of columns, `name: kind`. */
export function kinds({ columns }: Frame): string[] {
  return columns.map(({ name, kind }) => `${name}: ${kind}`);
}

/** The message of the DataError that `act` throws. */
export async function complaint(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    expect(error).to.be.instanceOf(DataError);
    return (error as Error).message;
  }
  return 'no complaint';
}
