import { ArrowLeft, ArrowRight, Pause, Play, Square, StepForward, X } from 'lucide-react'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './watch.module.css'

const selectStatus = (state: StudioState) => state.run.status
const selectStopping = ({ run }: StudioState) => run.status === 'training' && run.stopping
const selectPace = ({ run }: StudioState) => (run.status === 'training' ? run.pace : 'running')
const selectEpochs = ({ run }: StudioState) => (run.status === 'finished' ? run.log.epochs.length : undefined)
const selectComparing = ({ compare }: StudioState) => compare.running !== null

/** What may be done to the run now. A run of a comparison has the same budget as the others: it is not steered alone. */
export function SteerButtons({ simple = false }: { readonly simple?: boolean }) {
  const status = useStudio(selectStatus)
  const comparing = useStudio(selectComparing)
  if (comparing) return <GoTo label="Back to Compare" screen="compare" />
  switch (status) {
    case 'idle':
    case 'failed':
      return null
    case 'preparing':
      return (
        <div className={styles.steer}>
          <Button icon={X} data-action="cancel" onPress={() => void actions.steer.stop()}>
            Cancel
          </Button>
        </div>
      )
    case 'training':
      return <Training simple={simple} />
    case 'finished':
      return <GoTo label="See the test" screen="evaluate" />
    default:
      return status satisfies never
  }
}

/** One button pauses and resumes, so that the focus stays where it is. */
function Training({ simple }: { readonly simple: boolean }) {
  const stopping = useStudio(selectStopping)
  const pace = useStudio(selectPace)
  const running = pace === 'running'
  return (
    <fieldset className={styles.steer} data-pace={pace} aria-label="The run">
      <Button
        icon={running ? Pause : Play}
        isDisabled={stopping}
        data-action={running ? 'pause' : 'resume'}
        onPress={() => void (running ? actions.steer.pause() : actions.steer.resume())}
      >
        {pace === 'pausing' ? 'Pausing …' : running ? 'Pause' : 'Resume'}
      </Button>
      {!simple && (
        <Button icon={StepForward} isDisabled={stopping} data-action="step" onPress={() => void actions.steer.step()}>
          One step
        </Button>
      )}
      <Button icon={Square} data-action="stop" onPress={() => void actions.steer.stop()}>
        {stopping ? 'Stopping …' : 'Stop and keep the best epoch'}
      </Button>
    </fieldset>
  )
}

function GoTo({ label, screen }: { readonly label: string; readonly screen: 'compare' | 'evaluate' }) {
  const onward = screen === 'evaluate'
  const epochs = useStudio(selectEpochs)
  return (
    <div className={styles.steer} data-run-epochs={epochs}>
      <Button
        variant={onward ? 'primary' : 'plain'}
        icon={onward ? ArrowRight : ArrowLeft}
        data-action={`go-${screen}`}
        onPress={() => actions.goTo(screen)}
      >
        {label}
      </Button>
    </div>
  )
}
