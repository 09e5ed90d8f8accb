/** A text as a cell of a table with commas (RFC 4180). Spaces at its ends are quoted too, so that readers keep them. */
export function csvCell(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
