import { useState } from 'react'
import type { RateSearch } from '../../../shared/domain/trials.ts'
import { probing } from '../../store/probing.ts'
import { selectProbe } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { formatRate } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { RateChart } from './RateChart.tsx'
import { TrialDialog } from './TrialDialog.tsx'
import type { FieldChange } from './thawLine.ts'
import styles from './trials.module.css'
import { rateOffers, rateWords } from './trialWords.ts'

const lead =
  'A copy of the model trains for a hundred steps while the rate grows from far below the usual to far above it. Where the loss falls, a rate works. Your settings stay as they are.'

/** Beside the learning rate: looks for one, and lets the person take it. */
export function FindRate({ onTake }: { readonly onTake: (changes: readonly FieldChange[]) => void }) {
  const [open, setOpen] = useState(false)
  const { rate } = useStudio(selectProbe)
  const start = () => void probing.findRate()
  const begin = () => {
    setOpen(true)
    start()
  }
  const close = () => {
    setOpen(false)
    void probing.clear()
  }
  const take = (value: number) => {
    onTake([{ key: 'optimiser.learningRate', value }])
    close()
  }
  return (
    <div className={styles.tool}>
      <Button variant="quiet" data-action="find-rate" onPress={begin}>
        Find a rate
      </Button>
      {open && (
        <TrialDialog
          trial="rate"
          title="Find a learning rate"
          lead={lead}
          found={rate && rateWords(rate)}
          onStart={start}
          onClose={close}
        >
          {rate && <RateFound search={rate} onTake={take} />}
        </TrialDialog>
      )}
    </div>
  )
}

export function RateFound({
  search,
  onTake,
}: {
  readonly search: RateSearch
  readonly onTake: (rate: number) => void
}) {
  const offers = rateOffers(search)
  return (
    <>
      {offers.length === 0 && <Notice variant="warning">{rateWords(search)}</Notice>}
      <RateChart search={search} offers={offers} />
      {offers.length > 0 && (
        <>
          <div className={styles.offers}>
            {offers.map(({ kind, rate }) => (
              <Button key={kind} data-action="take-rate" data-rate={rate} onPress={() => onTake(rate)}>
                {`Use ${formatRate(rate)} (${kind})`}
              </Button>
            ))}
          </div>
          <p className={styles.note}>
            “Steepest” is where the loss falls fastest; “valley” is two thirds down its longest fall. The lower of the
            two is the safer choice for a long run.
          </p>
        </>
      )}
    </>
  )
}
