import { Copy, CornerDownRight, PenLine, RefreshCw, Square } from 'lucide-react'
import { useState } from 'react'
import type { HeldOutExample } from '../../../shared/wire/useCalls.ts'
import { prompting } from '../../store/prompting.ts'
import type { UseState, Written } from '../../store/state.ts'
import { Button } from '../../ui/Button.tsx'
import { ContinuedText } from '../../ui/ContinuedText.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import { EndLine } from './EndLine.tsx'
import { HeldOutSuggestions, HeldOutTexts } from './HeldOut.tsx'
import heldOut from './heldOut.module.css'
import { Untouched } from './Untouched.tsx'
import styles from './use.module.css'
import { WritingSettings } from './WritingSettings.tsx'

/** A prompt in, what follows out, piece by piece. */
export function Continue({ use }: { readonly use: UseState }) {
  const { writing, written, status } = use
  const { settings } = writing
  const going = status === 'generating'
  const setPrompt = (prompt: string) => prompting.set({ settings: { ...settings, prompt } })
  const go = () => {
    if (!going) void prompting.generate()
  }
  const goHeldOut = (example: HeldOutExample) => {
    if (going || example.input.kind !== 'text') return
    setPrompt(example.input.text)
    void prompting.generate(example)
  }
  const another = written?.by === writing
  const always = another && settings.temperature === 0
  return (
    <div className={styles.writing}>
      <HeldOutTexts use={use} onAsk={goHeldOut} many="beginnings" />
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
          <Button variant="primary" icon={Square} data-action="stop-generating" onPress={() => void prompting.stop()}>
            Stop
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={another ? RefreshCw : PenLine}
            data-action="generate"
            isDisabled={status !== 'idle' || always}
            onPress={go}
          >
            {another ? 'Another' : 'Continue the text'}
          </Button>
        )}
        {always ? (
          <p className={styles.small}>At temperature 0 it writes the same each time.</p>
        ) : (
          <p className={styles.keys}>Press Enter to continue the text, Shift + Enter for a new line.</p>
        )}
      </div>
      <HeldOutSuggestions use={use} text={another ? '' : settings.prompt} onAsk={goHeldOut} many="beginnings" />
      <Disclosure label="How freely it writes" note={settingsNote(writing)} action="writing-settings">
        <WritingSettings writing={writing} />
      </Disclosure>
      <Outcome use={use} written={written} going={going} />
    </div>
  )
}

interface OutcomeProps {
  readonly use: UseState
  readonly written: Written | null
  readonly going: boolean
}

function Outcome({ use, written, going }: OutcomeProps) {
  if (!written) return <p className={styles.hint}>The continuation of your prompt appears here, word by word.</p>
  const { prompt, text, end } = written
  return (
    <div className={styles.outcome} data-generated={going ? undefined : text} aria-busy={going}>
      <ContinuedText prompt={prompt} text={text} />
      <div className={styles.row}>
        <CopyButton text={prompt + text} disabled={going} />
        <Button
          icon={CornerDownRight}
          data-action="write-on"
          isDisabled={use.status !== 'idle' || text === ''}
          onPress={() => writeOn(use, prompt + text)}
        >
          Write on
        </Button>
        <EndLine text={text} end={end} going={going} />
      </div>
      <Before use={use} />
      <Really use={use} prompt={prompt} />
    </div>
  )
}

/** From the end of what stands there. */
function writeOn({ writing: { settings } }: UseState, prompt: string): void {
  prompting.set({ settings: { ...settings, prompt } })
  void prompting.generate()
}

/** How the passage of the test goes on; nobody expects the same words. */
function Really({ use: { example }, prompt }: { readonly use: UseState; readonly prompt: string }) {
  if (example?.truth.kind !== 'text' || example.input.kind !== 'text' || example.input.text !== prompt) return null
  return (
    <section className={styles.outcome} aria-label="How it really goes on">
      <h3>How it really goes on</h3>
      <ContinuedText prompt={prompt} text={example.truth.text} />
    </section>
  )
}

/** The same prompt, settings and seed, by the network as it was. */
function Before({ use }: { readonly use: UseState }) {
  const { asking, written, error } = use.untouched
  if (!written && !error) return null
  return (
    <Untouched use={use}>
      {written && (
        <div data-untouched-text={asking ? undefined : written.text}>
          <ContinuedText prompt={written.prompt} text={written.text} />
        </div>
      )}
      <p className={heldOut.small}>The same beginning and the same settings, by the model as it was.</p>
    </Untouched>
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
