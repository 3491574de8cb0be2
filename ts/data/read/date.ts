const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const MINUTE = 60;
const HOUR = 3600;

/** Seconds since 1970 in UTC for an ISO date or date-time (UTC where it names no zone); null where it is none. */
export function dateIn(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(part);
  const midnight = Date.UTC(year, month - 1, day);
  const read = new Date(midnight);
  const isInCalendar = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1;
  if (!isInCalendar || read.getUTCDate() !== day || hour > 24 || minute > 59 || second >= 61) return null;
  return midnight / 1000 + hour * HOUR + minute * MINUTE + second - zone(match[7]);
}

/** ISO text for `seconds` since 1970, without a time at midnight. */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/T00:00:00\.000Z$/, '');
}

function part(text: string | undefined): number {
  return Number(text ?? 0);
}

/** Seconds that a zone such as +02:00 is ahead of UTC. */
function zone(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const seconds = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2) || 0) * MINUTE;
  return text.startsWith('-') ? -seconds : seconds;
}
