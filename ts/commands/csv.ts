/** Cells as a line of CSV. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvField).join(',');
}

/** A CSV field, quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
