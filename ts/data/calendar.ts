import type { DatePart } from '../schema/columns.ts';

export const DATE_PARTS: readonly DatePart[] = ['year', 'month', 'weekday', 'hour', 'day'];

const DAY = 86400;
/** 1970 began on a Thursday. */
const FIRST_WEEKDAY = 3;

/** A part of the date `seconds` after 1970 began, in UTC. */
export function datePart(part: DatePart, seconds: number): number {
  const day = Math.floor(seconds / DAY);
  switch (part) {
    case 'year':
      return new Date(seconds * 1000).getUTCFullYear();
    case 'month':
      return new Date(seconds * 1000).getUTCMonth() + 1;
    case 'weekday':
      return (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
    case 'hour':
      return (seconds - day * DAY) / 3600;
    case 'day':
      return day;
  }
}
