import { Copy, PenLine, Square } from 'lucide-react'
import { useState } from 'react'
import type { UseState, Written } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { ContinuedText } from '../../ui/ContinuedText.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './use.module.css'
import { WritingSettings } from './WritingSettings.tsx'
import { endWords } from './writingWords.ts'

/** A prompt in, what follows out, piece by piece. */
export function Continue({ use }: { readonly use: UseState }) {
  const { writing, written, status } = use
  const { settings } = writing
  const going = status === 'generating'
  const setPrompt = (prompt: string) => actions.setWriting({ settings: { ...settings, prompt } })
  const go = () => {
    if (!going) void actions.generate()
  }
  return (
    <div className={styles.writing}>
      <TextBox
        label="Your prompt"
        name="prompt"
        rows={3}
        value={settings.prompt}
        onText={setPrompt}
        onEnter={go}
        placeholder="Write a beginning, and the model continues it. Leave it empty for a new text."
      />
      <div className={styles.row}>
        {going ? (
          <Button
            variant="primary"
            icon={Square}
            data-action="stop-generating"
            onPress={() => void actions.stopGenerating()}
          >
            Stop
          </Button>
        ) : (
          <Button variant="primary" icon={PenLine} data-action="generate" isDisabled={status !== 'idle'} onPress={go}>
            Continue the text
          </Button>
        )}
        <p className={styles.small}>Press Enter to continue the text, Shift + Enter for a new line.</p>
      </div>
      <Disclosure label="How freely it writes" note={settingsNote(writing)} action="writing-settings">
        <WritingSettings writing={writing} />
      </Disclosure>
      <Outcome written={written} going={going} />
    </div>
  )
}

function Outcome({ written, going }: { readonly written: Written | null; readonly going: boolean }) {
  if (!written) return <p className={styles.hint}>The continuation of your prompt appears here, word by word.</p>
  const { prompt, text, end } = written
  return (
    <div className={styles.outcome} data-generated={going ? undefined : text} aria-busy={going}>
      <ContinuedText prompt={prompt} text={text} />
      <div className={styles.row}>
        <CopyButton text={prompt + text} disabled={going} />
        <p className={styles.small} role="status">
          {end ? endWords(end) : going ? 'Writing …' : 'It was cut short.'}
        </p>
      </div>
    </div>
  )
}

/** Says that it did, until there is something else to copy. */
function CopyButton({ text, disabled }: { readonly text: string; readonly disabled: boolean }) {
  const [copied, setCopied] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(''),
    )
  return (
    <Button icon={Copy} data-action="copy-text" isDisabled={disabled} onPress={() => void copy()}>
      {copied === text ? 'Copied' : 'Copy'}
    </Button>
  )
}

function settingsNote({ settings, seed }: UseState['writing']): string {
  return `temperature ${settings.temperature}, ${settings.tokens} tokens, seed ${seed}`
}
