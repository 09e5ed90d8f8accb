import { Disclosure } from '../../ui/Disclosure.tsx'
import styles from './evaluate.module.css'

export interface Figure {
  readonly key: string
  readonly label: string
  /** What it counts, in a sentence. */
  readonly help: string
  readonly value: string
  /** Where the truth lies. */
  readonly interval: string
}

export interface FigureTableProps {
  readonly figures: readonly Figure[]
  /** How the intervals are drawn, where that is said. */
  readonly intervals?: string
  /** Under the table. */
  readonly note?: string | null
}

/** Every figure of a test with where the truth lies, and what each counts. */
export function FigureTable({ figures, intervals, note }: FigureTableProps) {
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
            {figures.map(({ key, label, value, interval }) => (
              <tr key={key} data-metric={key}>
                <th scope="row">{label}</th>
                <td data-value>{value}</td>
                <td data-interval>{interval}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {note && <p className={styles.quiet}>{note}</p>}
      <Disclosure label="What these figures mean" action="about-figures">
        <dl className={styles.legend}>
          {figures.map(({ key, label, help }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{help}</dd>
            </div>
          ))}
          {intervals && (
            <div>
              <dt>95 % interval</dt>
              <dd>{intervals}</dd>
            </div>
          )}
        </dl>
      </Disclosure>
    </>
  )
}
