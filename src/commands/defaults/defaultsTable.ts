/** The table of `npm run defaults`: a line for each data set and amount, a column for each learner. */
import { classifier } from './linearClassifier.ts'
import type { Row } from './rows.ts'

export function defaultsTable(rows: readonly Row[]): string {
  const methods = [...new Set(rows.map(({ learner }) => learner))].filter((learner) => learner !== classifier)
  const learners = [classifier, ...methods]
  const lines = [...grouped(rows, ({ data, model, labels }) => JSON.stringify([data, model, labels])).values()]
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((group) => lineOf(group, learners))
  const columns = ['Data', 'Model', 'A class', 'scikit-learn', ...methods.map((id) => `\`${id}\``)]
  return [cells(columns), cells(columns.map(() => '---')), ...lines.map(cells)].join('\n')

  /** Data sets in the order in which they were measured, the fewest labels first, all of them last. */
  function placeOf([first]: readonly Row[]): number {
    const { data, model, labels } = first as Row
    const at = rows.findIndex((row) => row.data === data && row.model === model)
    return 1e7 * at + (labels || 1e6)
  }
}

function lineOf(group: readonly Row[], learners: readonly string[]): string[] {
  const { data, model, labels } = group[0] as Row
  const of = (learner: string) => group.filter((row) => row.learner === learner)
  const base = of(classifier)
  const seeds = base.map(({ seed }) => seed)
  return [
    data,
    model,
    labels === 0 ? 'all' : String(labels),
    ...learners.map((learner) => {
      // Differences of means are those of the same seeds alone.
      const own = of(learner).filter(({ seed }) => seeds.includes(seed))
      if (own.length === 0) return '–'
      const score = scoreOf(own)
      if (learner === classifier) return score
      const apart = mean(own) - mean(base.filter(({ seed }) => own.some((row) => row.seed === seed)))
      return `${score} (${apart < 0 ? '−' : '+'}${Math.abs(apart).toFixed(3)}; epoch ${epochsOf(own)}${seedsOf(own, base)})`
    }),
  ]
}

/** A single one has no spread. */
function scoreOf(rows: readonly Row[]): string {
  const score = mean(rows).toFixed(3)
  return rows.length > 1 ? `${score} ± ${spread(rows).toFixed(3)}` : score
}

/** Where some are missing. */
function seedsOf(own: readonly Row[], base: readonly Row[]): string {
  return own.length < base.length ? `; ${own.length} of ${base.length} seeds` : ''
}

/** "12 of 17": means over the seeds, of the epoch that was kept and of those that ran. */
function epochsOf(rows: readonly Row[]): string {
  const [best, ran] = [0, 1].map((at) => {
    const values = rows.map(({ epochs }) => epochs?.[at] ?? 0)
    return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)
  })
  return `${best} of ${ran}`
}

function mean(rows: readonly Row[]): number {
  return rows.reduce((sum, { accuracy }) => sum + accuracy, 0) / rows.length
}

/** Standard deviation of a sample. */
function spread(rows: readonly Row[]): number {
  const middle = mean(rows)
  const squares = rows.reduce((sum, { accuracy }) => sum + (accuracy - middle) ** 2, 0)
  return Math.sqrt(squares / (rows.length - 1))
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function cells(values: readonly string[]): string {
  return `| ${values.join(' | ')} |`
}
