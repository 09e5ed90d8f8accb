import type { ClassMetrics } from '../../../shared/protocol.ts'
import styles from './evaluate.module.css'

/** Precision, recall and F1 of every class; each heading says in a sentence what it counts. */
export function ClassTable({ perClass, many }: { perClass: readonly ClassMetrics[]; many: string }) {
  const columns = columnsFor(many)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="Scores of each class">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Class</th>
            {columns.map(({ key, label, help }) => (
              <th key={key} scope="col">
                <abbr title={help}>{label}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {perClass.map((each) => (
            <tr key={each.name} data-class={each.name}>
              <th scope="row" title={each.name}>
                <bdi>{each.name}</bdi>
              </th>
              <td>{each.precision.toFixed(2)}</td>
              <td>{each.recall.toFixed(2)}</td>
              <td>{each.f1.toFixed(2)}</td>
              <td>{each.support}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className={styles.legend}>
        {columns.map(({ key, label, help }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const columnsFor = (many: string) =>
  [
    { key: 'precision', label: 'Precision', help: `Of the ${many} given this name, the share that bear it rightly.` },
    { key: 'recall', label: 'Recall', help: `Of the ${many} that are of this class, the share that was found.` },
    { key: 'f1', label: 'F1', help: 'Precision and recall in one number; low if either is.' },
    { key: 'support', label: capital(many), help: `How many ${many} of this class were in the test.` },
  ] as const

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
