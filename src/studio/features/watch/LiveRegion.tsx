import { useEffect, useState } from 'react'
import type { StudioState } from '../../store/state.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { type Announced, announce } from './announce.ts'
import { usePaced } from './usePaced.ts'

const everyMs = 1000
const selectRun = (state: StudioState) => state.run
const silent: Announced = { epoch: 0, at: 0, text: '' }

/** Tells of the run aloud, sparingly, to those who do not see the charts. */
export function LiveRegion() {
  const run = usePaced(selectRun, everyMs)
  const [said, setSaid] = useState(silent)
  const epochs = run.status === 'training' ? run.log.epochs : null
  const total = run.status === 'idle' ? 0 : run.log.recipe.epochs
  const task = run.status === 'idle' ? null : run.log.recipe.task
  useEffect(() => {
    if (epochs && task) setSaid((before) => announce(before, epochs, { task, total, now: Date.now() }))
  }, [epochs, task, total])
  return (
    <div role="status">
      <VisuallyHidden>{run.status === 'finished' ? 'Training and test are done.' : said.text}</VisuallyHidden>
    </div>
  )
}
