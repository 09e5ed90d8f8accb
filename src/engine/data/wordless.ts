/** Words that stand where somebody wrote nothing, or took it away again. */
const placeholders = new Set(['nan', 'null', 'none', 'n/a', 'na', 'nil', '[deleted]', '[removed]', '#n/a', 'undefined'])

/** Whether a text holds nothing to read. Emoji are symbols, and say something. */
export function isWordless(text: string): boolean {
  const trimmed = text.trim().toLowerCase()
  return !/[\p{L}\p{N}\p{S}]/u.test(trimmed) || placeholders.has(trimmed)
}
