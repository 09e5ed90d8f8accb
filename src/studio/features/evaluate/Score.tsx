import type { ClassificationTest } from '../../../shared/protocol.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { BarList } from '../../ui/charts/BarList.tsx'
import styles from './evaluate.module.css'
import { accuracyWords, baselineWords } from './wording.ts'

/** The one number, what it is worth, and what no model at all would score. */
export function Score({ test, example }: { readonly test: ClassificationTest; readonly example: ExampleWords }) {
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-accuracy={test.accuracy}>
          {test.accuracy.toFixed(2)}
        </p>
        <p className={styles.sentence}>
          <strong>Test accuracy {accuracyWords(test, example)}.</strong> {baselineWords(test, example)}
        </p>
      </div>
      <BarList
        label="Accuracy beside the baseline"
        bars={[
          {
            key: 'model',
            label: 'This model',
            value: test.accuracy,
            text: test.accuracy.toFixed(3),
            interval: test.interval,
          },
          {
            key: 'baseline',
            label: 'Most frequent class',
            value: test.baseline,
            text: test.baseline.toFixed(3),
            quiet: true,
          },
        ]}
      />
      <p className={styles.quiet}>The bracket on the bar is where the true accuracy lies with 95 % confidence.</p>
    </Card>
  )
}
