/** A cell's text that no spreadsheet computes: what it would take for a formula begins with a '. */
export function spreadsheetSafe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
