/**
 * A list in one cell of a table: JSON (`["a","b"]`), as Python prints a list (`['a', "b's", 3]`), or as numpy prints an
 * array (`['a' 'b']`, `[3 0 7]`). Lists within lists are not read.
 */

export type ListNotation = 'json' | 'python'

export interface ListCell {
  readonly notation: ListNotation
  /** As text; numbers as they are written. */
  readonly items: readonly string[]
}

/** Null where the cell is no list. */
export function listCell(cell: string): ListCell | null {
  const text = cell.trim()
  if (!text.startsWith('[') || !text.endsWith(']')) return null
  const json = jsonItems(text)
  if (json) return { notation: 'json', items: json }
  const python = pythonItems(text.slice(1, -1))
  return python && { notation: 'python', items: python }
}

function jsonItems(text: string): readonly string[] | null {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(list)) return null
  const plain = list.every((item) => item === null || ['string', 'number', 'boolean'].includes(typeof item))
  return plain ? list.map((item) => (item === null ? '' : String(item))) : null
}

/** One item after another: in single or double quotation marks, or a plain word or number. */
const item = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}_+\-.]+))\s*(,|$|(?=\s|['"]))/suy

function pythonItems(inside: string): readonly string[] | null {
  const items: string[] = []
  item.lastIndex = 0
  // Python leaves a comma at the end where a person wrote one.
  const end = inside.trimEnd().length
  while (item.lastIndex < end) {
    const found = item.exec(inside)
    if (!found) return null
    const [, single, double, plain] = found
    if (plain !== undefined && !/[\p{L}\p{N}]/u.test(plain)) return null // as numpy's "...", for what it left out
    items.push(plain === undefined ? unescaped(single ?? double ?? '') : plain === 'None' ? '' : plain)
  }
  return items
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))/gis,
    (_, byte: string | undefined, unit: string | undefined, letter = '') =>
      (byte ?? unit) ? String.fromCharCode(Number.parseInt(byte ?? unit ?? '', 16)) : (escapes[letter] ?? letter),
  )
}
