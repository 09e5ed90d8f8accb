import type { TaskId } from '../../../tasks/ids.ts'
import { contenderTitle } from '../../store/compareState.ts'
import { amountTitle, scoreText, scoreTitle, spreadText } from './compareWords.ts'
import styles from './ResultTable.module.css'
import type { Entry } from './summarise.ts'

/** The chart's figures: a row for each contender, a column for each number of labels. */
export function LevelTable({ entries, task }: { readonly entries: readonly Entry[]; readonly task: TaskId }) {
  const contenders = [...new Set(entries.map(({ contender }) => contender))]
  const levels = [...new Set(entries.map(({ labels }) => labels))]
  const at = (contender: string, level: number) =>
    entries.find((entry) => entry.contender === contender && entry.labels === level)?.figures ?? null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and must scroll by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label={`${scoreTitle(task)} by number of labels`}>
      <table className={styles.table}>
        <caption className={styles.caption}>{amountTitle(task)}</caption>
        <thead>
          <tr>
            <th scope="col">Method</th>
            {levels.map((level) => (
              <th key={level} scope="col">
                {level === 0 ? allText(entries) : level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {contenders.map((contender) => (
            <tr key={contender} className={styles.entry} data-level-row={contender}>
              <th scope="row">{contenderTitle(contender)}</th>
              {levels.map((level) => {
                const figures = at(contender, level)
                return (
                  <td key={level} data-level={level} data-score={figures?.score.mean}>
                    {figures ? spreadText(figures.score, (value) => scoreText(task, value)) : '–'}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** "All (42)", once a run has told how many that are. */
function allText(entries: readonly Entry[]): string {
  const known = entries.find(({ labels, figures }) => labels === 0 && figures)?.figures?.trainedPerClass
  return known === undefined ? 'All' : `All (${Math.round(10 * known) / 10})`
}
