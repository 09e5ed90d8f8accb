/** What computes, and the choice of it. */
import { Cpu } from 'lucide-react'
import { useId } from 'react'
import { type BackendChoice, backendCards, backendChoices } from '../../shared/catalog/backends.ts'
import type { BackendReport } from '../../shared/domain/backend.ts'
import type { Say } from '../../shared/messages/message.ts'
import { isOccupied } from '../store/occupied.ts'
import { selectDevice } from '../store/selectors.ts'
import type { DeviceState } from '../store/state.ts'
import { actions, useStudio } from '../store/studio.ts'
import { Help } from '../ui/Field.tsx'
import { useSay } from '../ui/useSay.ts'
import styles from './DevicePicker.module.css'

export function DevicePicker() {
  const { say } = useSay()
  const device = useStudio(selectDevice)
  const occupied = useStudio(isOccupied)
  const id = useId()
  const report = device.status === 'ready' ? device.report : null
  return (
    <div
      className={styles.device}
      data-device={device.status}
      data-backend={report?.backend}
      data-adapter={report?.adapter}
    >
      <div className={styles.head}>
        <Cpu size={16} aria-hidden="true" />
        <label htmlFor={id}>Computes on</label>
        <span className={styles.help}>
          <Help id={`${id}-help`} label="what computes" text={whyText(device, say)} />
        </span>
      </div>
      <select
        id={id}
        className={styles.select}
        data-field="backend"
        value={device.choice}
        disabled={device.status !== 'failed' && occupied}
        onChange={(event) => void actions.setBackend(event.target.value as BackendChoice)}
      >
        {backendChoices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 'auto' ? autoText(report) : backendCards[choice].name}
          </option>
        ))}
      </select>
      <p className={styles.adapter} role="status">
        {adapterText(device)}
      </p>
    </div>
  )
}

function autoText(report: BackendReport | null): string {
  return report ? `Best: ${backendCards[report.backend].name}` : 'Best available'
}

function adapterText(device: DeviceState): string {
  switch (device.status) {
    case 'booting':
      return 'Getting ready …'
    case 'ready':
      return device.report.adapter
    case 'failed':
      return 'Not available'
    default:
      return device satisfies never
  }
}

function whyText(device: DeviceState, say: Say): string {
  const what = 'Everything is computed on this device, by the fastest backend that passes its self-test.'
  if (device.status !== 'ready') return what
  const dropped = device.report.tried.map(({ backend, reason }) => `${backendCards[backend].name}: ${say(reason)}`)
  return [what, ...dropped].join(' ')
}
