/** Levels of lists and mappings in a value: nothing that is written by hand or by this program has as many. */
const MOST_LEVELS = 100;

/** What is wrong with a value that lies in itself too deep to be worked on; null where it does not. */
export function depthComplaint(value: unknown): string | null {
  return isDeeper(value, MOST_LEVELS) ? `nested more than ${MOST_LEVELS} levels deep` : null;
}

/** Whether lists and mappings lie in each other more than `levels` deep. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
