// What the curves suggest, each with the button that acts on it: on the run while it goes on, else on the next.
import { Lightbulb } from 'lucide-react'
import { useRef } from 'react'
import type { Advice, AdviceAction } from '../../../shared/advice.ts'
import { writtenMessage } from '../../../shared/messages/message.ts'
import { type SettingKey, settingFields } from '../../../shared/recipe/change.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { useSay } from '../../ui/useSay.ts'
import { adviceBox } from './boxes.ts'
import { useAdvice } from './useAdvice.ts'
import styles from './watch.module.css'

const everyMs = 730
const selectComparing = ({ compare }: StudioState) => compare.running !== null

export function AdviceList() {
  const { run, advice } = useAdvice(everyMs)
  const comparing = useStudio(selectComparing)
  const box = useRef<HTMLDivElement>(null)
  useFocusKept(box)
  return (
    <section ref={box} id={adviceBox} aria-label="Advice" tabIndex={-1} className={styles.box}>
      <Card title="Advice">
        <div className={styles.advices} role="status">
          {advice.length === 0 && <p className={styles.quiet}>{quietWords(run)}</p>}
          {advice.map((each) => (
            <Suggestion key={each.id} advice={each} run={run} steerable={!comparing} />
          ))}
        </div>
      </Card>
    </section>
  )
}

function quietWords(run: RunState): string {
  if (run.status === 'finished' || run.status === 'failed') return 'No advice: the curves looked as they should.'
  const begun = run.status === 'training' && run.log.epochs.length > 0
  return begun ? 'The curves look as they should so far.' : 'Advice appears after the first epochs.'
}

function Suggestion({ advice, run, steerable }: { advice: Advice; run: RunState; steerable: boolean }) {
  const going = run.status === 'training' && !run.stopping
  const { say } = useSay()
  const offered = advice.actions.filter(({ kind }) => (kind === 'stop' ? going : true))
  return (
    <div className={styles.advice} data-advice={advice.id}>
      <Lightbulb size={18} aria-hidden="true" />
      <div>
        <h3>{say(advice.title)}</h3>
        <p>{say(advice.words)}</p>
        <div className={styles.acts}>
          {steerable &&
            offered.map((action) => (
              <Button
                key={writtenMessage(action.label)}
                data-action={`advice-${action.kind}`}
                onPress={() => void act(action, going)}
              >
                {going || action.kind === 'set' ? say(action.label) : `${say(action.label)} next time`}
              </Button>
            ))}
        </div>
      </div>
    </div>
  )
}

async function act(action: AdviceAction, going: boolean): Promise<void> {
  switch (action.kind) {
    case 'stop':
      return actions.steer.stop()
    case 'set':
      actions.setField(action.field, action.value)
      return actions.goTo('tune')
    case 'change':
      if (going) return void (await actions.steer.change(action.change))
      for (const [key, value] of Object.entries(action.change))
        actions.setField(settingFields[key as SettingKey], value)
      return actions.goTo('tune')
    default:
      return action satisfies never
  }
}
