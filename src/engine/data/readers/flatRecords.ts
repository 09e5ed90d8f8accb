/**
 * Objects within objects as columns of their own: `{"data": {"text": …}}` gives `data.text`. Only a field that is such an
 * object throughout, with few names, is taken apart; lists, and objects that hold anything, stay whole.
 */
import { type Fields, isFields } from './jsonShapes.ts'

export interface JsonRecord {
  /** The line from 1, or the place in the list from 1. */
  readonly row: number
  readonly fields: Fields
}

const mostNames = 30
const levels = 3

export function flatRecords(records: readonly JsonRecord[], level = 0): readonly JsonRecord[] {
  const nested = nestedNames(records)
  if (nested.size === 0 || level === levels) return records
  const flat = records.map(({ row, fields }) => ({
    row,
    fields: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        if (!nested.has(name)) return [[name, value]]
        return isFields(value) ? Object.entries(value).map(([inner, own]) => [`${name}.${inner}`, own]) : []
      }),
    ),
  }))
  return flatRecords(flat, level + 1)
}

function nestedNames(records: readonly JsonRecord[]): ReadonlySet<string> {
  const within = new Map<string, Set<string> | null>()
  for (const { fields } of records)
    for (const [name, value] of Object.entries(fields)) {
      const known = within.get(name)
      if (known === null || value === null) continue
      const names = isFields(value) ? [...(known ?? []), ...Object.keys(value)] : null
      within.set(name, names && (names.length <= 2 * mostNames ? new Set(names) : null))
    }
  const taken = new Set(records.flatMap(({ fields }) => Object.keys(fields)))
  const isApart = (name: string, inner: ReadonlySet<string>) =>
    inner.size > 0 && inner.size <= mostNames && ![...inner].some((own) => taken.has(`${name}.${own}`))
  return new Set([...within].flatMap(([name, inner]) => (inner && isApart(name, inner) ? [name] : [])))
}
