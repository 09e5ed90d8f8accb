import { selectAll } from '../../store/selectors.ts'
import { stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { EmptyStep } from '../../ui/EmptyStep.tsx'

/** Before the first run: what will be seen here, and the way there. */
export function NothingToWatch() {
  const { missing } = stepView(useStudio(selectAll), 'watch')
  return (
    <EmptyStep
      title="Watch"
      lead="Here you see the model learn, live: losses fall and scores rise."
      picture={<FallingLoss />}
      nothing="Nothing to watch yet"
      missing={missing}
      onGo={actions.goTo}
    />
  )
}

/** Two losses that fall and part a little. */
function FallingLoss() {
  return (
    <svg aria-hidden="true" width="200" height="96" viewBox="0 0 200 96" fill="none" strokeWidth="2.5">
      <path d="M8 4v84h188" stroke="var(--border-strong)" strokeWidth="1.5" />
      <path d="M14 12c24 44 60 60 176 66" stroke="var(--series-6)" strokeDasharray="7 6" />
      <path d="M14 10c26 40 66 46 100 48 30 2 50-1 76-5" stroke="var(--series-1)" />
      <circle cx="112" cy="58" r="5" fill="var(--surface)" stroke="var(--series-1)" />
    </svg>
  )
}
