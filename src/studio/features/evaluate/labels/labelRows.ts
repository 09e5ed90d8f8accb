// The rows of a test that tell most of one label: what it was given wrongly, what it missed, what it found.
import type { JudgedLabels, LabelFigures } from '../../../../tasks/multi-label/card.ts'

export type LabelView = 'wrong' | 'missed' | 'found'

export interface LabelledRow {
  readonly row: number
  /** Index into the dataset. */
  readonly example: number
  /** Of the label that is looked at. */
  readonly probability: number
  readonly truth: readonly number[]
  readonly given: readonly number[]
}

/** Rows of a view: wrongly given the surest first, missed those first that it held least likely, found the surest first. */
export function rowsOfLabel(
  answers: JudgedLabels,
  perLabel: readonly LabelFigures[],
  { label, view }: { readonly label: number; readonly view: LabelView },
): readonly LabelledRow[] {
  const rows = answers.truth.map((truth, row): LabelledRow => {
    const own = answers.probabilities.subarray(row * answers.labels, (row + 1) * answers.labels)
    const given = perLabel.flatMap(({ threshold }, at) => ((own[at] as number) >= Math.fround(threshold) ? [at] : []))
    return { row, truth, given, example: answers.examples[row] ?? row, probability: own[label] ?? Number.NaN }
  })
  const wanted = { wrong: [false, true], missed: [true, false], found: [true, true] }[view]
  const kept = rows.filter(
    ({ truth, given }) => truth.includes(label) === wanted[0] && given.includes(label) === wanted[1],
  )
  const sign = view === 'missed' ? 1 : -1
  return kept.sort((a, b) => sign * (a.probability - b.probability) || a.row - b.row)
}
