// How the network continues one and the same prompt: untouched, and after each epoch.
import { useState } from 'react'
import type { TextSample } from '../../../shared/domain/runLog.ts'
import type { StudioState } from '../../store/state.ts'
import { Card } from '../../ui/Card.tsx'
import { ContinuedText } from '../../ui/ContinuedText.tsx'
import { SelectField } from '../../ui/Field.tsx'
import styles from './RunSamples.module.css'
import { usePaced } from './usePaced.ts'

const everyMs = 350
const none: readonly TextSample[] = []
const selectKept = ({ run }: StudioState) => (run.status === 'finished' ? run.result.bestEpoch : 0)
const selectSamples = ({ run }: StudioState) => (run.status === 'idle' ? none : run.log.samples)

export interface RunSamplesProps {
  /** The prompt is a question, and not the beginning of a text. */
  readonly answers?: boolean
}

export function RunSamples({ answers = false }: RunSamplesProps) {
  const samples = usePaced(selectSamples, everyMs)
  const kept = usePaced(selectKept, everyMs)
  const before = samples.find(({ epoch }) => epoch === 0)
  return (
    <Card title="Samples" note="The same prompt after each epoch">
      <div className={styles.pair}>
        <div className={styles.sample}>
          <h3>Before training</h3>
          {before ? (
            <ContinuedText {...before} answers={answers} />
          ) : (
            <p className={styles.waiting}>The model before fine-tuning is asked first.</p>
          )}
        </div>
        <Trained samples={samples.filter(({ epoch }) => epoch > 0)} kept={kept} answers={answers} />
      </div>
    </Card>
  )
}

interface TrainedProps extends Required<RunSamplesProps> {
  readonly samples: readonly TextSample[]
  readonly kept: number
}

/** The latest, or that of the weights that are kept, until the person asks for another. */
function Trained({ samples, kept, answers }: TrainedProps) {
  const [asked, setAsked] = useState('')
  const latest = samples.find(({ epoch }) => epoch === kept) ?? samples.at(-1)
  const shown = samples.find(({ epoch }) => String(epoch) === asked) ?? latest
  if (!latest || !shown)
    return (
      <div className={styles.sample}>
        <h3>After training</h3>
        <p className={styles.waiting}>The first comes after the first epoch.</p>
      </div>
    )
  const earlier = samples.toReversed().map(({ epoch }) => ({ value: String(epoch), label: `Epoch ${epoch}` }))
  return (
    <div className={styles.sample}>
      <div className={styles.head}>
        <h3>After epoch {shown.epoch}</h3>
        <SelectField
          label="Show"
          name="shown-sample"
          value={asked}
          options={[{ value: '', label: kept > 0 ? 'The one that is kept' : 'The latest' }, ...earlier]}
          onChange={setAsked}
        />
      </div>
      <div data-sample-epoch={shown.epoch}>
        <ContinuedText {...shown} answers={answers} />
      </div>
    </div>
  )
}
