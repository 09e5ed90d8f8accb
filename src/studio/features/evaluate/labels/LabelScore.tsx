import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'
import { shareText } from '../../../../tasks/taskFigures.ts'
import type { ExampleWords } from '../../../store/taskWords.ts'
import { Card } from '../../../ui/Card.tsx'
import { BarList } from '../../../ui/charts/BarList.tsx'
import { FigureRow, Figures } from '../../../ui/FigureRow.tsx'
import styles from '../evaluate.module.css'
import { labelMetricLines } from './labelMetricLines.ts'

export interface LabelScoreProps {
  readonly test: MultiLabelTest
  readonly example: ExampleWords
  /** The other averages too, where nothing beside it shows them. */
  readonly whole?: boolean
}

/** The one number, beside what answering the same to everything would score. */
export function LabelScore({ test, example, whole = false }: LabelScoreProps) {
  const { microF1, interval, baseline, n } = test
  const lines = labelMetricLines(test, example.many)
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-micro-f1={microF1}>
          {shareText(microF1)}
        </p>
        <p className={styles.sentence}>
          <strong>
            Test micro F1 on {n.toLocaleString('en')} {n === 1 ? example.one : example.many}.
          </strong>{' '}
          It counts every label of every {example.one}: those given correctly, given wrongly, and missed.{' '}
          {microF1 > baseline
            ? 'The model is better than giving the same labels to everything.'
            : 'Giving the same labels to everything is just as good: this model has learned little.'}
        </p>
      </div>
      <BarList
        label="Micro F1 beside the baseline"
        bars={[
          {
            key: 'model',
            label: 'This model',
            value: microF1,
            text: shareText(microF1),
            ...(interval && { interval }),
          },
          {
            key: 'baseline',
            label: 'Same labels for everything',
            value: baseline,
            text: shareText(baseline),
            quiet: true,
          },
        ]}
      />
      <p className={styles.quiet}>
        {interval && 'The bracket shows where the true figure lies, with 95 % confidence. '}
        Here each label has its own threshold, chosen on the validation split; while it trained, all had 0.5, so this
        score may differ from the one on Watch.
      </p>
      {whole && (
        <Figures>
          {lines.slice(1).map(({ label, value, help }) => (
            <FigureRow key={label} label={label} value={shareText(value)} help={help} />
          ))}
        </Figures>
      )}
    </Card>
  )
}
