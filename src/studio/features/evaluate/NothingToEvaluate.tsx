import { selectAll } from '../../store/selectors.ts'
import { stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { EmptyStep } from '../../ui/EmptyStep.tsx'

/** Before a run is over: what will be seen here, and the way there. */
export function NothingToEvaluate() {
  const { missing } = stepView(useStudio(selectAll), 'evaluate')
  return (
    <EmptyStep
      title="Evaluate"
      lead="The honest test, on examples that were set aside from the start."
      picture={<Matrix />}
      nothing="Nothing to test yet"
      missing={missing}
      onGo={actions.goTo}
    />
  )
}

/** A small confusion matrix with a strong diagonal. */
function Matrix() {
  const cells = [0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3].map((column) => ({ row, column })))
  return (
    <svg aria-hidden="true" width="96" height="96" viewBox="0 0 96 96" fill="var(--series-1)">
      {cells.map(({ row, column }) => (
        <rect
          key={`${row} ${column}`}
          x={column * 24 + 1}
          y={row * 24 + 1}
          width="22"
          height="22"
          rx="4"
          fillOpacity={row === column ? 0.85 : (row * 3 + column) % 5 === 0 ? 0.3 : 0.1}
        />
      ))}
    </svg>
  )
}
