// What was changed and what happened while the run went on, numbered as the flags on its charts are.
import type { Say } from '../../../shared/messages/message.ts'
import type { ShownRunLog } from '../../store/runLog.ts'
import type { StudioState } from '../../store/state.ts'
import { Card } from '../../ui/Card.tsx'
import { useSay } from '../../ui/useSay.ts'
import { changeWords } from './liveSettings.ts'
import { toldOf } from './runTraces.ts'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const everyMs = 410
const selectLog = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log)

export function RunEvents() {
  const log = usePaced(selectLog, everyMs)
  const told = log ? toldOf(log) : []
  const { say } = useSay()
  return (
    <Card title="What happened" note={log?.bestEpoch ? `Best: epoch ${log.bestEpoch}` : ''}>
      {told.length === 0 || !log ? (
        <p className={styles.quiet}>No settings were changed during this run.</p>
      ) : (
        <ol className={styles.events}>
          {told.map((event, index) => (
            <li key={`${event.step} ${wordsOf(event, log, say)}`} data-event={event.kind} data-event-step={event.step}>
              <span className={styles.sign} data-kind={event.kind} aria-hidden="true">
                {index + 1}
              </span>
              {wordsOf(event, log, say)}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

function wordsOf(event: ReturnType<typeof toldOf>[number], { recipe, changes }: ShownRunLog, say: Say): string {
  const step = `Step ${event.step.toLocaleString('en')}`
  return event.kind === 'change'
    ? `${step}: ${changeWords(recipe, changes, event.change)}`
    : `${step}: ${say(event.notice.message)}`
}
