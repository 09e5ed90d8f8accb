/** What will go wrong in training, each with its consequence and what can be done: on Data, and again before a start. */
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { DataFinding, Remedy } from '../../../shared/domain/cleaning.ts'
import { useFindings } from '../../store/findings.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './clean.module.css'
import { type DeskState, exampleDesk, useDesk } from './exampleDesk.ts'
import { withLabel } from './exampleEdits.ts'
import { showFiltered } from './shownFilter.ts'

const selectUndo = ({ edits }: DeskState) => edits?.past.at(-1)?.what ?? null
const selectError = ({ error }: DeskState) => error

export function Findings({ locked }: { readonly locked: boolean }) {
  const { found, done } = useFindings()
  const undoable = useDesk(selectUndo)
  const error = useDesk(selectError)
  const [taken, setTaken] = useState<string | null>(null)
  const { say } = useSay()
  return (
    <div className={styles.findings} data-findings={done ? 'done' : 'looking'}>
      {error && <ErrorNotice error={error} onDismiss={() => exampleDesk.dismiss()} />}
      {found.length > 0 && (
        <Notice variant="warning">
          <h2 className={styles.findingsTitle}>Before you train</h2>
          <ul className={styles.findingsList}>
            {found.map((finding) => (
              <li key={say(finding.message)} className={styles.finding} data-finding={finding.check}>
                <p data-told>{say(finding.message)}</p>
                <Remedies finding={finding} locked={locked} onTaken={setTaken} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div role="status" className={styles.taken}>
        {taken !== null && undoable === taken && (
          <>
            <span data-undoable>{undoable}</span>
            <Button variant="quiet" icon={Undo2} data-action="undo-examples" onPress={() => exampleDesk.undo()}>
              Undo
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

interface RemediesProps {
  readonly finding: DataFinding
  readonly locked: boolean
  /** Told what was done, where it can be taken back here. */
  readonly onTaken: (what: string) => void
}

function Remedies({ finding, locked, onTaken }: RemediesProps) {
  const { say } = useSay()
  const take = async (remedy: Remedy) => {
    if (remedy.kind === 'leave-out') onTaken(await leaveOut(remedy.examples))
    else if (remedy.kind === 'set') actions.setField(remedy.key, remedy.value)
    else if (remedy.kind === 'look') {
      await exampleDesk.open()
      showFiltered(remedy.filter)
    } else goToSources()
  }
  if (finding.remedies.length === 0) return null
  return (
    <div className={styles.remedies}>
      {finding.remedies.map((remedy) => (
        <Button
          key={say(remedy.label)}
          isDisabled={locked && remedy.kind !== 'look'}
          data-remedy={remedy.kind}
          onPress={() => void take(remedy)}
        >
          {say(remedy.label)}
        </Button>
      ))}
    </div>
  )
}

async function leaveOut(examples: readonly number[]): Promise<string> {
  const what = `${countOf(examples.length, 'example', 'examples')} left out.`
  if (await exampleDesk.open()) exampleDesk.change((edits) => withLabel(edits, examples, null, what))
  await exampleDesk.settled()
  return what
}

/** Where files are chosen; the first button there has the focus. */
function goToSources(): void {
  actions.goTo('data')
  requestAnimationFrame(() => {
    const choose = document.querySelector<HTMLElement>('main [data-sources] button')
    choose?.scrollIntoView({ block: 'center' })
    choose?.focus()
  })
}
