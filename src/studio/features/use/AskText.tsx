import { CornerDownLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './use.module.css'

/** A text in, and the answer beside it. */
export function AskText({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const [text, setText] = useState(use.question?.kind === 'text' ? use.question.text : '')
  const nothing = text.trim() === ''
  const ask = () => {
    if (!nothing) void actions.predict({ kind: 'text', text })
  }
  return (
    <div className={styles.ask}>
      <div className={styles.asking}>
        <TextBox label="Your text" name="predict-text" rows={8} value={text} onText={setText} onEnter={ask} />
        <Button
          variant="primary"
          icon={CornerDownLeft}
          data-action="predict-text"
          isDisabled={nothing || use.status === 'predicting'}
          onPress={ask}
        >
          Ask
        </Button>
        <p className={styles.small}>Press Enter to ask, Shift + Enter for a new line.</p>
      </div>
      {children}
    </div>
  )
}
