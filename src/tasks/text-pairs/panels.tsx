/** What the page shows of pairs of texts: the panels of classes and of numbers, and a place to ask with two texts. */
import { CornerDownLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { HeldOutExample } from '../../shared/wire/useCalls.ts'
import { Answer } from '../../studio/features/use/Answer.tsx'
import { HeldOutTexts } from '../../studio/features/use/HeldOut.tsx'
import styles from '../../studio/features/use/use.module.css'
import type { UseState } from '../../studio/store/state.ts'
import { actions } from '../../studio/store/studio.ts'
import type { TaskPanels } from '../../studio/store/taskPanels.ts'
import { Button } from '../../studio/ui/Button.tsx'
import { TextBox } from '../../studio/ui/TextBox.tsx'
import { textPanels as classPanels } from '../classification/panels.tsx'
import { NumberAnswer, textPanels as numberPanels } from '../regression/panels.tsx'

const preparing = 'Each pair is prepared once. Then training begins.'

export const pairClassPanels: TaskPanels = {
  ...classPanels,
  watch: { ...classPanels.watch, preparing },
  use: {
    title: 'How do the two relate?',
    lead: 'Give it two new texts. They stay on this device.',
    Ask: ({ use }) => (
      <AskPair use={use}>
        <Answer use={use} waiting="Reading …" />
      </AskPair>
    ),
  },
}

export const pairNumberPanels: TaskPanels = {
  ...numberPanels,
  watch: { ...numberPanels.watch, preparing },
  use: {
    title: 'How much is it?',
    lead: 'Give it two new texts. They stay on this device.',
    Ask: ({ use }) => (
      <AskPair use={use}>
        <NumberAnswer use={use} waiting="Reading …" />
      </AskPair>
    ),
  },
}

/** Two texts in, and the answer beside them. */
function AskPair({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const before = use.question?.kind === 'pair' ? use.question : { first: '', second: '' }
  const [first, setFirst] = useState(before.first)
  const [second, setSecond] = useState(before.second)
  const nothing = first.trim() === '' || second.trim() === ''
  const ask = () => {
    if (!nothing) void actions.predict({ kind: 'pair', first, second })
  }
  const askHeldOut = (example: HeldOutExample) => {
    if (example.input.kind === 'pair') {
      setFirst(example.input.first)
      setSecond(example.input.second)
    }
    void actions.predict(example.input, example)
  }
  return (
    <div className={styles.stack}>
      <HeldOutTexts use={use} onAsk={askHeldOut} many="pairs" />
      <div className={styles.ask}>
        <div className={styles.asking}>
          <TextBox label="First text" name="predict-text" rows={4} value={first} onText={setFirst} onEnter={ask} />
          <TextBox label="Second text" name="predict-second" rows={4} value={second} onText={setSecond} onEnter={ask} />
          <Button
            variant="primary"
            icon={CornerDownLeft}
            data-action="predict-text"
            isDisabled={nothing || use.status === 'predicting'}
            onPress={ask}
          >
            Ask
          </Button>
          <p className={styles.keys}>Press Enter to ask, Shift + Enter for a new line.</p>
        </div>
        {children}
      </div>
    </div>
  )
}
