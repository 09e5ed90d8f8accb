/** What will go wrong in training with the data at hand, asked of the engine whenever data, model or settings change. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { DataFinding, DataSettings } from '../../shared/domain/cleaning.ts'
import { cleanActions, settingsOf } from './cleanActions.ts'
import { selectCurrentData, selectCurrentModel, selectDevice, selectFields, selectRun } from './selectors.ts'
import { isRunning } from './steps.ts'
import { actions, useStudio } from './studio.ts'

export interface Findings {
  /** What they were found of; empty before any. */
  readonly of: string
  readonly found: readonly DataFinding[]
}

const store = createStore<Findings>()(() => ({ of: '', found: [] }))
/** The newest that was asked for. */
let asked = ''

export interface ShownFindings {
  readonly found: readonly DataFinding[]
  /** Whether they are of what stands now. */
  readonly done: boolean
}

export function useFindings(): ShownFindings {
  const data = useStudio(selectCurrentData)
  const model = useStudio(selectCurrentModel)
  const fields = useStudio(selectFields)
  const running = isRunning(useStudio(selectRun))
  const ready = useStudio(selectDevice).status === 'ready'
  const settings = settingsOf(fields)
  const key = JSON.stringify([data?.summary.fingerprint, data?.columns, model?.id, model?.revision, settings])
  const { of, found } = useStore(store)
  const known = data !== null && of !== '' && sameData(of, key)
  useEffect(() => {
    // A run has the engine to itself, and ends what was asked; afterwards it is asked anew.
    if (running) asked = ''
    else if (data && ready) void ask(key, settings)
  })
  return { found: known ? found : [], done: of === key || running }
}

async function ask(key: string, settings: DataSettings): Promise<void> {
  if (asked === key) return
  asked = key
  const found = await actions
    .by(cleanActions)
    .check(settings)
    .catch(() => null)
  if (asked !== key) return
  // Nothing is known where the engine was taken away meanwhile; the next change asks again.
  store.setState(found ? { of: key, found } : { of: key, found: [] })
}

/** What was found of the same data by other settings stays until it is known anew, so that nothing jumps. */
function sameData(one: string, other: string): boolean {
  const [first]: unknown[] = JSON.parse(one)
  const [second]: unknown[] = JSON.parse(other)
  return first === second
}
