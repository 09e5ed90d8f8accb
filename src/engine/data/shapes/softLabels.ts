/**
 * A number from 0 to 1 for each class: probabilities that add up to 1 are answered by the largest, and ratings of
 * several labels by those from a half on. The numbers stay as columns, so that one of them can be learned instead.
 */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { labelNames } from '../columnNames.ts'
import { type ScoredColumn, scoredColumns } from '../columns/columnScores.ts'
import { nameWords } from '../columns/roleNames.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'

export function softLabels(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const within = columns.filter(isGraded)
  const graded = within.filter((column) => !isMeasure(column, within))
  if (graded.length < 2 || graded.length > limits.classes) return null
  if (!graded.some(({ shapes }) => shapes.whole < 0.9)) return null
  if (!columns.some(({ mayBe, shapes }) => mayBe.text && shapes.prose >= 0.5)) return null
  if (columns.some((column) => !graded.includes(column) && column.mayBe.label && column.named.label >= 0.75))
    return null
  const values = table.rows.map(({ cells }) =>
    graded.map(({ column }) => Number((cells[column] ?? '').trim() || Number.NaN)),
  )
  const sums = values.map((row) => row.reduce((sum, value) => sum + value, 0)).filter(Number.isFinite)
  const whole = sums.filter((sum) => Math.abs(sum - 1) <= 0.02).length >= 0.95 * Math.max(1, sums.length)
  // Where they are ratings, most of them are fractions here and there; labels are 0 or 1.
  const fractions = graded.filter(({ shapes }) => shapes.whole < 1).length
  if (!whole && (graded.length < 3 || 2 * fractions <= graded.length)) return null
  const names = shortNames(graded.map(({ name }) => name))
  const answer = (row: readonly number[]) =>
    row.some(Number.isNaN)
      ? ''
      : whole
        ? (names[row.indexOf(Math.max(...row))] ?? '')
        : JSON.stringify(names.filter((_, at) => (row[at] ?? 0) >= 0.5))
  const name = freeName(table, whole ? 'label' : 'labels')
  return {
    ...table,
    names: [...table.names, name],
    rows: table.rows.map(({ row, cells }, at) => ({ row, cells: [...cells, answer(values[at] ?? [])] })),
    warnings: [
      ...(table.warnings ?? []),
      notice(whole ? 'probabilitiesRead' : 'ratingsRead', {
        columns: few(
          graded.map((column) => displayText(column.name, limits.labelLength)),
          4,
        ),
        name,
      }),
    ],
  }
}

/** Numbers from 0 to 1 under a name of words: features that are counted, and how sure somebody was, are none. */
function isGraded({ name, shapes, range, filled, rows, distinct, named }: ScoredColumn): boolean {
  const within = range !== null && range[0] >= 0 && range[1] <= 1
  const counted = nameWords(name).some((word) => /^\d+$/.test(word)) || /\d/.test(name)
  return (
    within &&
    shapes.number > 0.95 &&
    2 * filled >= rows &&
    distinct > 1 &&
    !counted &&
    named.id < 0.9 &&
    !(shapes.whole === 1 && labelNames.includes(name.trim().toLowerCase())) &&
    !isSureness(name)
  )
}

/** A "score" that stands alone beside the classes is none; "toxicity_score" and "threat_score" are two of them. */
function isMeasure({ name, named }: ScoredColumn, all: readonly ScoredColumn[]): boolean {
  if (named.label >= 0.9 || (named.number < 0.8 && named.weight < 0.9)) return false
  const words = nameWords(name)
  const alike = (other: string) =>
    other !== name && nameWords(other).length > 1 && nameWords(other).at(-1) === words.at(-1)
  return words.length === 1 || !all.some((other) => alike(other.name))
}

function isSureness(name: string): boolean {
  return nameWords(name).some((word) =>
    ['confidence', 'certainty', 'agreement', 'weight', 'similarity', 'relevance', 'ratio', 'density'].includes(word),
  )
}

/** "p_joy" and "p_anger" are "joy" and "anger": what all of them begin or end with says nothing. */
function shortNames(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => name.trim().split(/(?<=[_.\s:/-])|(?=[_.\s:/-])/))
  const shared = (at: (part: readonly string[], place: number) => string | undefined) => {
    let count = 0
    while (parts.every((part) => part.length > count + 1 && at(part, count) === at(parts[0] ?? [], count))) count++
    return count
  }
  const [before, after] = [shared((part, at) => part[at]), shared((part, at) => part.at(-1 - at))]
  return parts.map((part, at) => {
    const own = part
      .slice(before, part.length - after)
      .join('')
      .replace(/^[_.\s:/-]+|[_.\s:/-]+$/g, '')
    return own === '' ? (names[at] ?? '').trim() : own
  })
}

function freeName({ names }: TextTable, wanted: string): string {
  const taken = names.map((name) => name.trim().toLowerCase())
  return taken.includes(wanted) ? `${wanted} (2)` : wanted
}
