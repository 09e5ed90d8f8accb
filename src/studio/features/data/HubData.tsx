/** A data set of the Hugging Face Hub: named, looked up, and read as far as the person chooses. */
import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { HubDatasetCard } from '../../../shared/domain/hubDataset.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import { hubbing } from '../../store/hubbing.ts'
import { selectCurrentData } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import styles from './HubData.module.css'
import { HubExcerpt } from './HubExcerpt.tsx'
import paste from './PasteText.module.css'

export function HubData({ disabled }: { readonly disabled: boolean }) {
  const read = useStudio(selectCurrentData)?.summary.source
  const [panel, setPanel] = useState(remembered)
  const { card, split, error, looking } = panel
  const text = panel.typed ?? read?.repository ?? ''
  const change = (part: Partial<Panel>) =>
    setPanel((before) => {
      remembered = { ...before, ...part, looking: false }
      return { ...before, ...part }
    })
  const lookUp = async (subset?: string) => {
    const before = subset ? card : null
    change({ card: before, error: null, looking: true })
    const answer = await hubbing.lookUp(text, subset)
    change({ ...answer, card: answer.card ?? before, looking: false })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disabled && !looking) void lookUp()
  }
  return (
    <div className={paste.paste}>
      <Disclosure
        label="From Hugging Face"
        note={read?.repository ?? 'a public data set'}
        action="hub-dataset"
        open={panel.open}
        onToggle={(open) => change({ open })}
      >
        <div className={paste.body}>
          <form className={styles.line} onSubmit={submit}>
            <TextField
              label="Data set"
              help="Its name as on Hugging Face, or the address of its page. Only the columns and rows that you choose are fetched, and they are kept on this device."
              name="dataset"
              value={text}
              placeholder="owner/name or an address"
              disabled={disabled || looking}
              onText={(typed) => {
                change({ typed })
                return null
              }}
            />
            <Button
              type="submit"
              icon={Search}
              data-action="look-up-dataset"
              isDisabled={disabled || looking || text.trim() === ''}
            >
              Look it up
            </Button>
          </form>
          {looking && (
            <Progress
              label="Asking Hugging Face …"
              {...{ done: 0, total: 0, unit: 'files' }}
              onCancel={() => void hubbing.cancel()}
            />
          )}
          {error && (
            <ErrorNotice
              error={error}
              action={{ label: 'Try again', onPress: () => void lookUp() }}
              onDismiss={() => change({ error: null })}
            />
          )}
          {card && (
            <HubExcerpt
              key={`${card.repository} ${card.subset}`}
              card={card}
              split={split}
              read={read?.repository === card.repository ? read : null}
              disabled={disabled || looking}
              onSubset={(subset) => void lookUp(subset)}
            />
          )}
        </div>
      </Disclosure>
    </div>
  )
}

interface Panel {
  readonly open: boolean
  readonly typed: string | null
  readonly card: HubDatasetCard | null
  readonly split: string | null
  readonly error: WireError | null
  readonly looking: boolean
}

/** The panel gives way while data are read, and is there again as it was. */
let remembered: Panel = { open: false, typed: null, card: null, split: null, error: null, looking: false }
