import { selectDevice } from '../store/selectors.ts'
import { actions, useStudio } from '../store/studio.ts'
import { ErrorNotice, Notice } from '../ui/Notice.tsx'
import styles from './EngineNotice.module.css'

/** Speaks up only when the engine is not simply there: it failed to start, or is being brought back. */
export function EngineNotice() {
  const device = useStudio(selectDevice)
  if (device.status === 'failed')
    return (
      <div className={styles.notice}>
        <ErrorNotice
          error={device.error}
          action={{ label: 'Start the engine again', onPress: () => void actions.boot() }}
        />
      </div>
    )
  if (device.status === 'ready' && device.error)
    return (
      <div className={styles.notice}>
        <ErrorNotice error={device.error} onDismiss={actions.dismiss.device} />
      </div>
    )
  if (device.status === 'booting' && device.why === 'lost')
    return (
      <div className={styles.notice} role="status">
        <Notice variant="warning">
          <p>
            <strong>The engine stopped and is restarting.</strong> Your data and model are being restored.
          </p>
        </Notice>
      </div>
    )
  return null
}
