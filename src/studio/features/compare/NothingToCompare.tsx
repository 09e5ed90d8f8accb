import { selectAll } from '../../store/selectors.ts'
import { stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { EmptyStep } from '../../ui/EmptyStep.tsx'

/** What will be seen here, what it still needs, and the way there. */
export function NothingToCompare() {
  const { missing } = stepView(useStudio(selectAll), 'compare')
  return (
    <EmptyStep
      title="Compare"
      lead="Several methods on the same split, side by side, with how much is chance."
      picture={<Intervals />}
      nothing="Nothing to compare yet"
      missing={missing}
      onGo={actions.goTo}
    />
  )
}

/** Three scores with their whiskers. */
function Intervals() {
  return (
    <svg aria-hidden="true" width="200" height="96" viewBox="0 0 200 96" fill="none" strokeWidth="2.5">
      <path d="M8 4v84h188" stroke="var(--border-strong)" strokeWidth="1.5" />
      <path d="M110 22h60M110 16v12M170 16v12" stroke="var(--series-1)" />
      <path d="M92 46h52M92 40v12M144 40v12" stroke="var(--series-3)" />
      <path d="M24 70h36M24 64v12M60 64v12" stroke="var(--series-6)" />
      <path d="M140 15l7 7-7 7-7-7z" fill="var(--series-1)" />
      <path d="M118 39l7 7-7 7-7-7z" fill="var(--series-3)" />
      <path d="M42 63l7 7-7 7-7-7z" fill="var(--series-6)" />
    </svg>
  )
}
