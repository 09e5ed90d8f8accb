import { useEffect, useState } from 'react'
import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { BarList } from '../../ui/charts/BarList.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ExampleQuote } from '../../ui/ExampleQuote.tsx'
import { formatPercent } from '../../ui/format.ts'
import styles from './ExampleDialog.module.css'
import { nameOf } from './ExampleGallery.tsx'
import { type JudgedExample, rankedClasses } from './judged.ts'
import { Why } from './Why.tsx'

const selectExamples = ({ analysis }: StudioState) => analysis.examples

export interface ExampleDialogProps {
  readonly judged: JudgedExample
  readonly answers: JudgedAnswers
  readonly classes: readonly string[]
  readonly example: ExampleWords
  /** Whether the run's model answers now, so that it can be asked why. */
  readonly canAsk: boolean
  readonly onClose: () => void
}

/** One example closely: what it is, everything the model thought of it, and why. */
export function ExampleDialog({ judged, answers, classes, example, canAsk, onClose }: ExampleDialogProps) {
  const shown = useStudio(selectExamples).get(judged.example)
  useEffect(() => {
    void analysing.show([judged.example])
  }, [judged.example])
  const { truth, predicted } = judged
  const [asked, setAsked] = useState(predicted)
  const bars = rankedClasses(answers, judged.row).map(({ index, probability }) => ({
    key: String(index),
    label: nameOf(classes, index),
    value: probability,
    text: formatPercent(probability),
    quiet: index !== predicted,
  }))
  return (
    <Dialog isOpen name="example" title={titleOf(judged, classes)} lead={shown?.path ?? ''} onClose={onClose}>
      <div className={styles.body} data-opened-example={judged.example}>
        <div className={styles.side}>
          {shown?.thumbnail && (
            <BlobImage
              className={styles.picture}
              blob={shown.thumbnail}
              alt={`The ${example.one}, of ${nameOf(classes, truth)}`}
            />
          )}
          {shown && shown.thumbnail === null && <ExampleQuote shown={shown} />}
        </div>
        <div className={styles.side}>
          <h3>How sure it is of each class</h3>
          <div className={styles.bars}>
            <BarList label="Probability of each class" bars={bars} />
          </div>
        </div>
        <div className={styles.why}>
          <Why example={judged.example} label={asked} classes={classes} canAsk={canAsk} onLabel={setAsked} />
        </div>
      </div>
    </Dialog>
  )
}

function titleOf({ truth, predicted }: JudgedExample, classes: readonly string[]): string {
  const own = nameOf(classes, truth)
  return truth === predicted
    ? `Answered ${own}, correctly`
    : `Answered ${nameOf(classes, predicted)}, correct answer: ${own}`
}
