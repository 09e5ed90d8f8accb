import { useMemo } from 'react'
import { capital } from '../../../shared/messages/capital.ts'
import { classAveragePrecision } from '../../../shared/metrics/precisionRecallCurve.ts'
import { classAuc } from '../../../shared/metrics/rocCurve.ts'
import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import styles from './evaluate.module.css'

export interface ClassTableProps {
  readonly test: Pick<ClassificationTest, 'perClass' | 'answers'>
  readonly many: string
}

/** What each class scores; each heading says in a sentence what it counts. */
export function ClassTable({ test: { perClass, answers }, many }: ClassTableProps) {
  const columns = columnsFor(many)
  const ranks = useMemo(
    () =>
      perClass.map((_, index) => ({
        auc: classAuc(answers, index),
        averagePrecision: classAveragePrecision(answers, index),
      })),
    [perClass, answers],
  )
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
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
            {perClass.map((each, index) => (
              <tr key={each.name} data-class={each.name}>
                <th scope="row" title={each.name}>
                  <bdi>{each.name}</bdi>
                </th>
                <td>{each.precision.toFixed(2)}</td>
                <td>{each.recall.toFixed(2)}</td>
                <td>{each.f1.toFixed(2)}</td>
                <td>{ranks[index]?.auc?.toFixed(3) ?? '–'}</td>
                <td>{ranks[index]?.averagePrecision?.toFixed(3) ?? '–'}</td>
                <td>{each.support.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Disclosure label="What the columns mean" action="about-columns">
        <dl className={styles.legend}>
          {columns.map(({ key, label, help }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{help}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  )
}

const columnsFor = (many: string) =>
  [
    { key: 'precision', label: 'Precision', help: `Of the ${many} answered as this class, the share that really are.` },
    { key: 'recall', label: 'Recall', help: `Of the ${many} that are of this class, the share that was found.` },
    { key: 'f1', label: 'F1', help: 'Precision and recall in one number; low if either is.' },
    {
      key: 'auc',
      label: 'AUC',
      help: 'How often one of this class gets a higher probability for it than one of another class; 0.5 is chance, 1 is always.',
    },
    {
      key: 'average-precision',
      label: 'AP',
      help: 'Average precision: the mean precision while more and more of the class are found.',
    },
    { key: 'support', label: capital(many), help: `How many ${many} of this class were in the test.` },
  ] as const
