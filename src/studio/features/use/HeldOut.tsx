/** The first thing on Use: examples of the run's own test, each of which answers with one press. */
import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { capital } from '../../../shared/messages/capital.ts'
import type { HeldOutExample } from '../../../shared/wire/useCalls.ts'
import type { UseState } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './heldOut.module.css'
import { type HeldOutView, useHeldOut } from './useHeldOut.ts'

interface HeldOutProps {
  readonly use: UseState
  readonly onAsk: (example: HeldOutExample) => void
}

const mostPictures = 8
const mostTexts = 4

export function HeldOutPictures({ use, onAsk }: HeldOutProps) {
  const view = useHeldOut({ most: mostPictures })
  return (
    <Row view={view} many="pictures">
      <ul className={styles.pictures} aria-label="Pictures of the test">
        {(view.heldOut?.examples ?? []).map((each, place) => (
          <li key={each.example}>
            <button type="button" {...pressed(each, use)} onClick={() => onAsk(each)} title={each.path}>
              {each.thumbnail ? (
                <BlobImage blob={each.thumbnail} alt={`Picture ${place + 1} of the test`} />
              ) : (
                <Fault example={each} />
              )}
            </button>
          </li>
        ))}
      </ul>
    </Row>
  )
}

/** @param many what they are called: "texts", "beginnings". */
export function HeldOutTexts({ use, onAsk, many = 'texts' }: HeldOutProps & { readonly many?: string }) {
  const view = useHeldOut({ most: mostTexts })
  return (
    <Row view={view} many={many}>
      <TextList {...{ use, onAsk, many }} examples={view.heldOut?.examples ?? []} />
    </Row>
  )
}

interface SuggestionProps extends HeldOutProps {
  /** What is typed so far. */
  readonly text: string
  readonly many?: string
}

const mostSuggested = 3

/** Type-ahead: texts of the test that hold the words which are typed. */
export function HeldOutSuggestions({ use, text, onAsk, many = 'texts' }: SuggestionProps) {
  const typed = text.trim()
  const asked = use.question?.kind === 'text' && use.question.text === text
  const wanted = typed.length > 1 && typed.length < 80 && !asked
  const { heldOut } = useHeldOut({ most: mostSuggested, containing: wanted ? typed : null })
  const found = wanted ? heldOut : null
  return (
    <div className={styles.suggestions}>
      <p className={styles.small} role="status">
        {found &&
          (found.of > 0 ? `From the test, with these words: ${found.of}.` : `No ${many} of the test have these words.`)}
      </p>
      {found && found.of > 0 && <TextList {...{ use, onAsk, many }} examples={found.examples} />}
    </div>
  )
}

function TextList({
  use,
  onAsk,
  many,
  examples,
}: HeldOutProps & { many: string; examples: readonly HeldOutExample[] }) {
  return (
    <ul className={styles.texts} aria-label={`${capital(many)} of the test`}>
      {examples.map((each) => (
        <li key={each.example}>
          <button type="button" {...pressed(each, use)} onClick={() => onAsk(each)}>
            {linesOf(each).map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one example never change their order
              <span key={place} dir="auto" className={styles.line}>
                {line}
              </span>
            ))}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** A question within a conversation often leans on the one before it, which is shown as well. */
function linesOf({ input, turns = [] }: HeldOutExample): readonly string[] {
  switch (input.kind) {
    case 'image':
      return []
    case 'text':
      return [...asked(turns).slice(-2, -1), input.text].map((text) => text.slice(0, 300))
    case 'pair':
      return [input.first.slice(0, 200), input.second.slice(0, 200)]
    default:
      return input satisfies never
  }
}

const asked = (turns: NonNullable<HeldOutExample['turns']>) =>
  turns.filter(({ speaker }) => speaker === 'user').map(({ text }) => text)

function pressed({ example }: HeldOutExample, use: UseState) {
  return { 'data-held-out': example, 'aria-pressed': use.example?.example === example }
}

function Fault({ example }: { readonly example: HeldOutExample }) {
  const { say } = useSay()
  return <span className={styles.small}>{example.fault ? say(example.fault) : 'This picture cannot be shown.'}</span>
}

/** Its place is kept while they are fetched; a model without its test has none. */
function Row({ view, many, children }: { view: HeldOutView; many: string; children: ReactNode }) {
  const { heldOut, error, ofRun, open, more } = view
  const { sayError } = useSay()
  if (!ofRun) return null
  return (
    <section
      className={styles.heldOut}
      aria-label={`${capital(many)} it has never seen`}
      aria-busy={!heldOut && !error}
    >
      <div className={styles.head}>
        <div>
          <h3>{capital(many)} it has never seen</h3>
          <p className={styles.small}>Drawn from the test. Press one.</p>
        </div>
        {more && (
          <Button variant="quiet" icon={RefreshCw} data-action="other-examples" onPress={more}>
            Show others
          </Button>
        )}
      </div>
      {error ? <p className={styles.small}>{sayError(error).join(' ')}</p> : children}
      {!open && <NoData />}
    </section>
  )
}

/** Nothing is fetched without the run's data. */
function NoData() {
  return (
    <p className={styles.small}>
      Open the data of this run to see them here.{' '}
      <button type="button" className={styles.link} data-action="go-data" onClick={() => actions.goTo('data')}>
        Go to Data
      </button>
    </p>
  )
}
