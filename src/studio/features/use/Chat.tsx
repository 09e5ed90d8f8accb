import { Pencil, RefreshCw, Send, Square, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ChatTurn } from '../../../shared/domain/answers.ts'
import type { HeldOutExample } from '../../../shared/wire/useCalls.ts'
import { prompting } from '../../store/prompting.ts'
import type { UseState } from '../../store/state.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './chat.module.css'
import { EndLine } from './EndLine.tsx'
import { HeldOutTexts } from './HeldOut.tsx'
import heldOut from './heldOut.module.css'
import { Untouched } from './Untouched.tsx'
import use from './use.module.css'
import { WritingSettings } from './WritingSettings.tsx'

const nothing: readonly ChatTurn[] = []

/** A conversation with the tuned model: questions in, answers out, piece by piece. */
export function Chat({ use: state }: { readonly use: UseState }) {
  const { writing, written, status } = state
  const [draft, setDraft] = useState(writing.turns ? '' : writing.settings.prompt)
  const box = useRef<HTMLDivElement>(null)
  const turns = writing.turns ?? nothing
  const system = turns[0]?.speaker === 'system' ? turns[0].text : ''
  const going = status === 'generating'
  // What was written answers these turns, and not ones that were changed since.
  const answer = written?.by?.turns !== undefined && written.by.turns === writing.turns ? written : null
  const said = answer && answer.text.trim() !== '' ? [...turns, turnOf('assistant', answer.text.trim())] : turns
  const isOpen = turns.at(-1)?.speaker === 'user'
  const isWhole = answer !== null && answer.end !== null && answer.end.end !== 'stopped'
  const always = isWhole && writing.settings.temperature === 0
  const ask = (asked: readonly ChatTurn[], example?: HeldOutExample) => {
    if (status !== 'idle' || asked.at(-1)?.text.trim() === '') return
    prompting.set({ turns: asked })
    setDraft('')
    void prompting.generate(example)
  }
  const send = () => ask([...said, turnOf('user', draft)])
  const alone = system === '' ? [] : [turnOf('system', system)]
  const askHeldOut = (example: HeldOutExample) => {
    const { input, turns: asked = input.kind === 'text' ? [turnOf('user', input.text)] : [] } = example
    ask(asked[0]?.speaker === 'system' ? asked : [...alone, ...asked], example)
  }
  // The button that was pressed is gone then, and with it the keyboard's place.
  const begin = (text: string, left: readonly ChatTurn[]) => {
    setDraft(text)
    prompting.set({ turns: left })
    box.current?.querySelector('textarea')?.focus()
  }
  const setSystem = (text: string) => {
    const rest = said.filter(({ speaker }) => speaker !== 'system')
    prompting.set({ turns: text === '' ? rest : [turnOf('system', text), ...rest] })
  }
  return (
    <div className={use.writing}>
      <HeldOutTexts use={state} many="questions" onAsk={askHeldOut} />
      <Turns turns={turns.filter(({ speaker }) => speaker !== 'system')} />
      <Answer state={state} answer={answer} going={going} />
      <div ref={box}>
        <TextBox
          label="Your message"
          name="prompt"
          rows={2}
          value={draft}
          onText={setDraft}
          onEnter={send}
          placeholder="Ask something. What was said before is given along."
        />
      </div>
      <div className={use.row}>
        {going ? (
          <Button variant="primary" icon={Square} data-action="stop-generating" onPress={() => void prompting.stop()}>
            Stop
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={Send}
            data-action="generate"
            isDisabled={status !== 'idle' || draft.trim() === ''}
            onPress={send}
          >
            Send
          </Button>
        )}
        {isOpen && !going && (
          <>
            <Button
              icon={RefreshCw}
              data-action="regenerate"
              isDisabled={status !== 'idle' || always}
              onPress={() => void prompting.generate()}
            >
              {answer ? 'Another answer' : 'Answer it'}
            </Button>
            <Button
              icon={Pencil}
              data-action="edit-question"
              isDisabled={status !== 'idle'}
              onPress={() => begin(turns.at(-1)?.text ?? '', turns.slice(0, -1))}
            >
              Edit the question
            </Button>
          </>
        )}
        {turns.length > alone.length && !going && (
          <Button
            icon={Trash2}
            data-action="new-conversation"
            isDisabled={status !== 'idle'}
            onPress={() => begin('', alone)}
          >
            New conversation
          </Button>
        )}
      </div>
      {always && <p className={use.small}>At temperature 0 it answers the same each time.</p>}
      <Disclosure
        label="How it answers"
        note={system === '' ? `temperature ${writing.settings.temperature}` : 'with a system prompt'}
        action="writing-settings"
      >
        <TextBox
          label="System prompt"
          name="system-prompt"
          rows={2}
          value={system}
          disabled={going}
          onText={setSystem}
          placeholder="What holds for the whole conversation, such as “Be brief.” It may stay empty."
        />
        <WritingSettings writing={writing} />
      </Disclosure>
    </div>
  )
}

function turnOf(speaker: ChatTurn['speaker'], text: string): ChatTurn {
  return { speaker, text }
}

const names = { user: 'You', assistant: 'The model' } as const

function Turns({ turns }: { readonly turns: readonly ChatTurn[] }) {
  return (
    <ol className={styles.turns} aria-label="The conversation so far">
      {turns.map(({ speaker, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns never change their order
        <li key={at} className={styles.turn} data-speaker={speaker}>
          <span className={styles.name}>{speaker === 'user' ? names.user : names.assistant}</span>
          <p dir="auto">{text}</p>
        </li>
      ))}
    </ol>
  )
}

interface AnswerProps {
  readonly state: UseState
  readonly answer: UseState['written']
  readonly going: boolean
}

function Answer({ state, answer, going }: AnswerProps) {
  if (!answer) return <p className={use.hint}>Its answer appears here, word by word.</p>
  const { text, end } = answer
  return (
    <div className={styles.answer} data-generated={going ? undefined : text} aria-busy={going}>
      <div className={styles.turn} data-speaker="assistant">
        <span className={styles.name}>{names.assistant}</span>
        <p dir="auto">{text.trim()}</p>
      </div>
      <EndLine text={text} end={end} going={going} />
      <Before state={state} />
      <Truth state={state} />
    </div>
  )
}

/** The same conversation, settings and seed, by the network as it was. */
function Before({ state }: { readonly state: UseState }) {
  const { asking, written, error } = state.untouched
  if (!written && !error) return null
  return (
    <Untouched use={state}>
      {written && (
        <p dir="auto" className={styles.text} data-untouched-text={asking ? undefined : written.text}>
          {written.text.trim()}
        </p>
      )}
      <p className={heldOut.small}>The same question and the same settings, by the model as it was.</p>
    </Untouched>
  )
}

/** What the data answer to a question of the test. */
function Truth({ state: { example, writing } }: { readonly state: UseState }) {
  if (example?.truth.kind !== 'text' || example.input.kind !== 'text') return null
  if (writing.turns?.at(-1)?.text !== example.input.text) return null
  return (
    <section aria-label="The answer in your data">
      <h3>The answer in your data</h3>
      <p dir="auto" className={styles.text}>
        {example.truth.text}
      </p>
    </section>
  )
}
