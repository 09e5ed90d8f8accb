/** What is told of a run's last saving: when, where, and what it takes from the training. */
import type { StorageStatus } from '../../../shared/domain/record.ts'
import { say } from '../../../shared/messages/say.ts'
import type { RunState } from '../../store/state.ts'
import { formatPercent, formatSeconds } from '../../ui/format.ts'

export interface SavedWords {
  readonly text: string
  /** Whether something will be lost with the page. */
  readonly unsaved: boolean
}

type Begun = Exclude<RunState, { readonly status: 'idle' }>

/** @param now milliseconds since the epoch */
export function savedWords({ status, log: { saved } }: Begun, storage: StorageStatus | null, now: number): SavedWords {
  if (storage && storage.kind !== 'keeping')
    return { text: unsavedWords[storage.kind] + (storage.reason ? ` ${say(storage.reason)}` : ''), unsaved: true }
  if (status === 'finished') return { text: '', unsaved: false }
  if (!saved) return { text: status === 'failed' ? '' : 'Nothing is saved yet.', unsaved: false }
  const seconds = Math.max(0, Math.round((now - saved.at) / 1000))
  const ago = seconds < 2 ? 'just now' : `${seconds < 60 ? `${seconds}\u00a0s` : formatSeconds(seconds)} ago`
  const step = saved.step.toLocaleString('en')
  const cost = saved.cost > 0 ? `, takes ${formatPercent(saved.cost)} of the time` : ''
  return { text: `Saved ${ago}, step ${step}${cost}.`, unsaved: false }
}

const unsavedWords: Record<Exclude<StorageStatus['kind'], 'keeping'>, string> = {
  reader: 'This run is not saved: Thaw is open in another tab, which does the saving.',
  full: 'This run is no longer saved: the storage is full.',
  absent: 'This run is not saved: the browser saves nothing for this page.',
}
