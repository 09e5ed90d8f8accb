import type { ReactNode } from 'react'
import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import { shareText } from '../../../tasks/taskFigures.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { type Bar, BarList } from '../../ui/charts/BarList.tsx'
import styles from './evaluate.module.css'
import { accuracyWords, baselineWords } from './wording.ts'

export interface ScoreProps {
  readonly test: ClassificationTest
  readonly example: ExampleWords
  /** What the untouched network scores by nearest class mean; null while unknown. */
  readonly untouched?: number | null
  /** Under the bars: how the untouched network's score can be had. */
  readonly children?: ReactNode
}

/** The one number, what it is worth, and what no training and no model at all would score. */
export function Score({ test, example, untouched = null, children }: ScoreProps) {
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-accuracy={test.accuracy}>
          {shareText(test.accuracy)}
        </p>
        <p className={styles.sentence}>
          <strong>Test accuracy {accuracyWords(test, example)}.</strong> {baselineWords(test, example)}
        </p>
      </div>
      <BarList label="Accuracy beside the baselines" bars={barsOf(test, untouched)} />
      <p className={styles.quiet}>The bracket shows where the true accuracy lies, with 95 % confidence.</p>
      {children}
    </Card>
  )
}

function barsOf({ accuracy, interval, baseline }: ClassificationTest, untouched: number | null): readonly Bar[] {
  const quiet = (key: string, label: string, value: number): Bar => ({
    key,
    label,
    value,
    text: shareText(value),
    quiet: true,
  })
  return [
    { key: 'model', label: 'After fine-tuning', value: accuracy, text: shareText(accuracy), interval },
    ...(untouched === null ? [] : [quiet('untouched', 'Before fine-tuning', untouched)]),
    quiet('baseline', 'Most frequent class', baseline),
  ]
}
