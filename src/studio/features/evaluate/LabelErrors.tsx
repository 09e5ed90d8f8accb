import { useState } from 'react'
import type { LabelDoubt } from '../../../shared/wire/evaluationCalls.ts'
import { analysing } from '../../store/analysing.ts'
import type { AnalysisState } from '../../store/analysisState.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { ExampleQuote } from '../../ui/ExampleQuote.tsx'
import { formatPercent } from '../../ui/format.ts'
import { Segments } from '../../ui/Segments.tsx'
import { AnalysisJob } from './AnalysisJob.tsx'
import styles from './analysis.module.css'
import type { Availability } from './availability.ts'
import { nameOf } from './ExampleGallery.tsx'
import { type Decision, decidedEdits } from './labelDecisions.ts'
import { type Refusal, refusalOf } from './refusal.ts'

export interface LabelErrorsProps {
  readonly analysis: AnalysisState
  readonly classes: readonly string[]
  readonly example: ExampleWords
  readonly available: Availability
}

/** Labels that a model which did not train on them doubts: looked through by the person, and put right. */
export function LabelErrors({ analysis, classes, example, available }: LabelErrorsProps) {
  return (
    <div className={styles.stack}>
      <p className={styles.words}>
        Some {example.many} may have a wrong label. Part by part, the training and validation {example.many} are judged
        by what was learned from the rest. A label is doubted only where, by calibrated probabilities, it is more likely
        wrong than right. The test split is left out.
      </p>
      {analysis.doubts ? (
        <Doubts
          doubts={analysis.doubts}
          classes={classes}
          example={example}
          analysis={analysis}
          refusal={refusalOf(available)}
        />
      ) : (
        <AnalysisJob
          analysis={analysis}
          job="labels"
          label="Look for label errors"
          action="find-label-errors"
          refusal={refusalOf(available)}
          onStart={() => void analysing.findLabelErrors()}
        />
      )}
    </div>
  )
}

interface DoubtsProps extends Omit<LabelErrorsProps, 'available'> {
  readonly doubts: readonly LabelDoubt[]
  readonly refusal: Refusal | null
}

const shownAtFirst = 10

function Doubts({ doubts, classes, example, analysis, refusal }: DoubtsProps) {
  const [decisions, setDecisions] = useState<ReadonlyMap<number, Decision>>(new Map())
  const [shown, setShown] = useState(shownAtFirst)
  const edits = decidedEdits(doubts, decisions)
  const decide = (index: number, decision: Decision) => setDecisions(new Map(decisions).set(index, decision))
  if (doubts.length === 0)
    return <p data-doubts={0}>No label is doubted. Either they are right, or this model is not sure enough to tell.</p>
  return (
    <>
      <p data-doubts={doubts.length}>
        {doubts.length === 1 ? 'One label is' : `${doubts.length} labels are`} doubted, the most doubtful first.{' '}
        {mistakenWords(doubts)}
      </p>
      <ul className={styles.doubts}>
        {doubts.slice(0, shown).map((doubt) => (
          <Doubt
            key={doubt.example}
            doubt={doubt}
            classes={classes}
            decision={decisions.get(doubt.example) ?? 'keep'}
            onDecide={(decision) => decide(doubt.example, decision)}
          />
        ))}
      </ul>
      {doubts.length > shown && (
        <div className={styles.row}>
          <Button data-action="more-doubts" onPress={() => setShown(shown + shownAtFirst)}>
            Show more
          </Button>
        </div>
      )}
      {edits.length === 0 ? (
        <p>Decide for each {example.one}. Nothing changes until you apply it.</p>
      ) : (
        <AnalysisJob
          analysis={analysis}
          job="edit"
          label={`Apply ${edits.length === 1 ? '1 change' : `${edits.length} changes`} and set up a new run`}
          action="apply-edits"
          refusal={refusal}
          onStart={() => void analysing.edit(edits)}
        />
      )}
    </>
  )
}

/** "About 3 of these 12 doubts are usually mistaken: look before you change a label." */
export function mistakenWords(doubts: readonly LabelDoubt[]): string {
  const expected = Math.round(doubts.reduce((sum, { mistaken }) => sum + mistaken, 0))
  if (doubts.length === 1) {
    const [only] = doubts
    return `A doubt like this is mistaken in about ${Math.max(1, Math.round(100 * (only?.mistaken ?? 0)))} of 100 cases: look before you change the label.`
  }
  const few = expected === 0 ? 'Fewer than one' : `About ${expected}`
  return `${few} of ${doubts.length} such doubts ${expected > 1 ? 'are' : 'is'} usually mistaken: look before you change a label.`
}

interface DoubtProps {
  readonly doubt: LabelDoubt
  readonly classes: readonly string[]
  readonly decision: Decision
  readonly onDecide: (decision: Decision) => void
}

function Doubt({ doubt, classes, decision, onDecide }: DoubtProps) {
  const own = nameOf(classes, doubt.label)
  const suggested = nameOf(classes, doubt.suggested)
  return (
    <li className={styles.doubt} data-doubt={doubt.example} data-text={doubt.thumbnail === null || undefined}>
      {doubt.thumbnail && <BlobImage blob={doubt.thumbnail} alt={`Labelled ${own}`} />}
      <div className={styles.stack}>
        {doubt.thumbnail === null && <ExampleQuote shown={doubt} lines={4} />}
        <p>
          Labelled <strong>{own}</strong> ({formatPercent(doubt.own)}), but looks like <strong>{suggested}</strong> (
          {formatPercent(doubt.probability)})
        </p>
        <Segments
          legend={`What ${doubt.path} is`}
          value={decision}
          options={[
            { value: 'keep', label: 'Keep' },
            { value: 'take', label: `It is ${suggested}` },
            { value: 'drop', label: 'Remove' },
          ]}
          onChange={onDecide}
        />
      </div>
    </li>
  )
}
