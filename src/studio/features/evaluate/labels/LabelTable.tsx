import { capital } from '../../../../shared/messages/capital.ts'
import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'
import type { ExampleWords } from '../../../store/taskWords.ts'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import styles from '../evaluate.module.css'

export interface LabelTableProps {
  readonly test: Pick<MultiLabelTest, 'perLabel'>
  readonly example: ExampleWords
}

/** What each label scores at its own threshold. */
export function LabelTable({ test: { perLabel }, example: { many } }: LabelTableProps) {
  const columns = columnsFor(many)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label="Scores of each label">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Label</th>
              {columns.map(({ label, help }) => (
                <th key={label} scope="col">
                  <abbr title={help}>{label}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {perLabel.map(({ name, threshold, precision, recall, f1, averagePrecision, support }) => (
              <tr key={name} data-label={name}>
                <th scope="row" title={name}>
                  <bdi>{name}</bdi>
                </th>
                <td data-threshold={threshold}>{threshold.toFixed(2)}</td>
                <td>{precision.toFixed(2)}</td>
                <td>{recall.toFixed(2)}</td>
                <td>{f1.toFixed(2)}</td>
                <td>{averagePrecision?.toFixed(3) ?? '–'}</td>
                <td>{support.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Disclosure label="What the columns mean" action="about-columns">
        <dl className={styles.legend}>
          {columns.map(({ label, help }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{help}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  )
}

const columnsFor = (many: string) => [
  {
    label: 'Threshold',
    help: 'A label is given from this probability on. Each label has its own threshold, chosen on the validation split.',
  },
  { label: 'Precision', help: `Of the ${many} given this label, the share that really have it.` },
  { label: 'Recall', help: `Of the ${many} that have this label, the share that was found.` },
  { label: 'F1', help: 'Precision and recall in one number; low if either is.' },
  { label: 'AP', help: 'Average precision: the mean precision while more and more of the label are found.' },
  {
    label: capital(many),
    help: `How many ${many} of the test have this label.`,
  },
]
