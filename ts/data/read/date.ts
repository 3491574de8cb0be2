/** Year, month, day; or day, month, year with points between them, which mean nothing else anywhere. */
const DAY = /(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))/;
const TIME = /(?:(?:T|\s+)(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d+)?))?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?/;
const DATE = new RegExp(`^${DAY.source}${TIME.source}$`);
const MINUTE = 60;
const HOUR = 3600;

/**
 * Seconds since 1970 in UTC for a date or date-time (UTC where it names no zone); null where it is none. With strokes and the
 * year last a date is read as a month first here and as a day first there: it is none.
 */
export function dateIn(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [, year, , month, day, lateDay, lateMonth, lateYear] = match;
  return seconds([year ?? lateYear, month ?? lateMonth, day ?? lateDay, ...match.slice(8, 11)], match[11]);
}

function seconds(parts: readonly (string | undefined)[], ahead: string | undefined): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(part);
  const midnight = Date.UTC(year, month - 1, day);
  const read = new Date(midnight);
  const isInCalendar = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1;
  if (!isInCalendar || read.getUTCDate() !== day || hour > 24 || minute > 59 || second >= 61) return null;
  return midnight / 1000 + hour * HOUR + minute * MINUTE + second - zone(ahead);
}

/** ISO text for `seconds` since 1970, without a time at midnight. */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/T00:00:00\.000Z$/, '');
}

function part(text: string | undefined): number {
  return Number(text?.replace(',', '.') ?? 0);
}

/** Seconds that a zone such as +02:00 is ahead of UTC. */
function zone(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const seconds = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2) || 0) * MINUTE;
  return text.startsWith('-') ? -seconds : seconds;
}
