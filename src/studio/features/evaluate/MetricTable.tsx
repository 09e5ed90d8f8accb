import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import type { Interval } from '../../../shared/metrics/bootstrapInterval.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import styles from './evaluate.module.css'
import { testMetrics } from './testMetrics.ts'
import { useIntervals } from './useIntervals.ts'

export interface MetricTableProps {
  readonly answers: JudgedAnswers
  /** That the answers were brought to. */
  readonly temperature?: number
}

/** Every figure of the test with where the truth lies, each with a sentence of what it counts. */
export function MetricTable({ answers, temperature = 1 }: MetricTableProps) {
  const intervals = useIntervals(answers)
  const metrics = testMetrics(answers.classes)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label="Figures of the test">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">This test</th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ id, label, value }) => (
              <tr key={id} data-metric={id}>
                <th scope="row">{label}</th>
                <td data-value>{value(answers).toFixed(3)}</td>
                <td data-interval>{intervalText(intervals[id])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {temperature !== 1 && <p className={styles.quiet}>At the temperature in use, {temperature.toFixed(2)}.</p>}
      <Disclosure label="What these figures mean" action="about-figures">
        <dl className={styles.legend}>
          {metrics.map(({ id, label, help }) => (
            <div key={id}>
              <dt>{label}</dt>
              <dd>{help}</dd>
            </div>
          ))}
          <div>
            <dt>95 % interval</dt>
            <dd>
              With other examples of the same kind, the figure would lie here 19 times of 20. For shares of examples by
              Wilson's formula, for the others by drawing the test anew 1,000 times from its own examples.
            </dd>
          </div>
        </dl>
      </Disclosure>
    </>
  )
}

/** "0.801 – 0.924"; an ellipsis until it is known, a dash where there is none. */
export function intervalText(interval: Interval | null | undefined): string {
  if (interval === undefined) return '…'
  return interval ? `${interval[0].toFixed(3)} – ${interval[1].toFixed(3)}` : '–'
}
