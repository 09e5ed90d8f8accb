/** A text file whose every line is a text, a tab and a label is a table under another name. */

/** Whether every line is a text, a tab and a short label, so that a text file is a table under another name. */
export function isTabbed(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.every(isTextAndLabel)
}

/** By hand: an expression that tries every border would take forever on a long line without a tab. */
function isTextAndLabel(line: string): boolean {
  const tab = line.indexOf('\t')
  const label = line.slice(tab + 1)
  return line.slice(0, Math.max(0, tab)).trim() !== '' && /^[^\t]{1,80}$/.test(label)
}
