import { useState } from 'react'
import type { BatchTrial } from '../../../shared/domain/trials.ts'
import { probing } from '../../store/probing.ts'
import { selectProbe } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { useSay } from '../../ui/useSay.ts'
import { TrialDialog } from './TrialDialog.tsx'
import type { FieldChange } from './thawLine.ts'
import styles from './trials.module.css'
import { batchOffer, batchWords, millisecondsText } from './trialWords.ts'

const lead =
  'A copy of the model makes two steps each with larger and larger batches, and memory and time are measured. Your settings stay as they are.'

export interface TryBatchesProps {
  /** As the form has them. */
  readonly batch: number
  readonly accumulate: number
  readonly onTake: (changes: readonly FieldChange[]) => void
}

/** Beside the batch: finds out what fits, and over how many parts the wanted batch is accumulated. */
export function TryBatches({ batch, accumulate, onTake }: TryBatchesProps) {
  const [open, setOpen] = useState(false)
  const { batch: trial } = useStudio(selectProbe)
  const start = () => void probing.tryBatches()
  const begin = () => {
    setOpen(true)
    start()
  }
  const close = () => {
    setOpen(false)
    void probing.clear()
  }
  const take = (parts: number) => {
    onTake([
      { key: 'batch', value: batch },
      { key: 'accumulate', value: parts },
    ])
    close()
  }
  return (
    <div className={styles.tool}>
      <Button variant="quiet" data-action="try-batches" onPress={begin}>
        Find the largest batch
      </Button>
      {open && (
        <TrialDialog
          trial="batch"
          title="Find the largest batch"
          lead={lead}
          found={trial && batchWords(trial, batch)}
          onStart={start}
          onClose={close}
        >
          {trial && <BatchesFound trial={trial} batch={batch} accumulate={accumulate} onTake={take} />}
        </TrialDialog>
      )}
    </div>
  )
}

export function BatchesFound({
  trial,
  batch,
  accumulate,
  onTake,
}: Omit<TryBatchesProps, 'onTake'> & { readonly trial: BatchTrial; readonly onTake: (accumulate: number) => void }) {
  const offer = batchOffer(trial, batch, accumulate)
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption>Up to {formatBytes(trial.budgetBytes)} of memory is the limit.</caption>
          <thead>
            <tr>
              {['Batch', 'Memory', 'Time per example', 'Fits'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trial.tried.map((row) => (
              <Row key={row.batch} {...row} fits={row.batch <= trial.fits} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.verdict}>{batchWords(trial, batch)}</p>
      {offer && (
        <div className={styles.offers}>
          <Button data-action="take-batch" data-accumulate={offer.accumulate} onPress={() => onTake(offer.accumulate)}>
            {offer.text}
          </Button>
        </div>
      )}
    </>
  )
}

function Row({ batch, peakBytes, msPerExample, failure, fits }: BatchTrial['tried'][number] & { fits: boolean }) {
  const { say } = useSay()
  return (
    <tr data-batch={batch} data-fits={fits || undefined}>
      <th scope="row">{batch}</th>
      <td>{failure === null ? formatBytes(peakBytes) : '–'}</td>
      <td>{failure === null ? millisecondsText(msPerExample) : '–'}</td>
      <td>{failure ? say(failure) : fits ? 'Fits' : 'Too large'}</td>
    </tr>
  )
}
