import { CornerDownLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { HeldOutExample } from '../../../shared/wire/useCalls.ts'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import { HeldOutSuggestions, HeldOutTexts } from './HeldOut.tsx'
import styles from './use.module.css'

/** A text of the test or one's own in, and the answer beside it. */
export function AskText({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const [text, setText] = useState(use.question?.kind === 'text' ? use.question.text : '')
  const nothing = text.trim() === ''
  const ask = () => {
    if (!nothing) void actions.predict({ kind: 'text', text })
  }
  const askHeldOut = (example: HeldOutExample) => {
    if (example.input.kind === 'text') setText(example.input.text)
    void actions.predict(example.input, example)
  }
  return (
    <div className={styles.stack}>
      <HeldOutTexts use={use} onAsk={askHeldOut} />
      <div className={styles.ask}>
        <div className={styles.asking}>
          <TextBox label="Your text" name="predict-text" rows={6} value={text} onText={setText} onEnter={ask} />
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
          <HeldOutSuggestions use={use} text={text} onAsk={askHeldOut} />
        </div>
        {children}
      </div>
    </div>
  )
}
