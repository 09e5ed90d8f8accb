// Where the page is too narrow for a right column, what stands in it lies below all charts: these lead there.
import { Lightbulb, SlidersHorizontal } from 'lucide-react'
import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { useSay } from '../../ui/useSay.ts'
import { coachBox, settingsBox } from './boxes.ts'
import { useVerdict } from './useVerdict.ts'
import styles from './watch.module.css'

const everyMs = 1170
const selectChangeable = ({ run, compare }: StudioState) =>
  run.status === 'training' && !run.stopping && compare.running === null

export function Jumps() {
  const { verdict } = useVerdict(everyMs)
  const { say } = useSay()
  const changeable = useStudio(selectChangeable)
  return (
    <nav className={styles.jumps} aria-label="Below the charts">
      <Button variant="quiet" icon={Lightbulb} data-action="jump-advice" onPress={() => jump(coachBox)}>
        Coach{verdict ? `: ${say(verdict.title)}` : ''}
      </Button>
      {changeable && (
        <Button variant="quiet" icon={SlidersHorizontal} data-action="jump-settings" onPress={() => jump(settingsBox)}>
          Change settings
        </Button>
      )}
    </nav>
  )
}

function jump(id: string): void {
  const box = document.getElementById(id)
  box?.scrollIntoView({ block: 'start' })
  box?.focus({ preventScroll: true })
}
