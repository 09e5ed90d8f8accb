import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { FeatureComparison } from '../../../shared/wire/evaluationCalls.ts'
import { shareText } from '../../../tasks/taskFigures.ts'
import { analysing } from '../../store/analysing.ts'
import type { AnalysisState } from '../../store/analysisState.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { formatPercent } from '../../ui/format.ts'
import { AnalysisJob } from './AnalysisJob.tsx'
import styles from './analysis.module.css'
import type { Availability } from './availability.ts'
import { nameOf } from './ExampleGallery.tsx'
import { classMark } from './figures/classMarks.ts'
import { FeatureMap } from './figures/FeatureMap.tsx'
import { refusalOf } from './refusal.ts'

export interface BeforeAfterProps {
  readonly analysis: AnalysisState
  readonly classes: readonly string[]
  readonly example: ExampleWords
  readonly available: Availability
  /** Opens an example, by its index into the dataset. */
  readonly onOpen: (example: number) => void
}

/** The same test under the untouched model's features and the tuned one's. */
export function BeforeAfter({ analysis, classes, example, available, onOpen }: BeforeAfterProps) {
  const { features } = analysis
  return (
    <div className={styles.stack}>
      <p className={styles.words}>
        Each mark is a test {example.one}, placed by its features: similar ones are close together. Fine-tuning has
        worked where the marks of one class have come together, away from the others.
      </p>
      {features ? (
        <Maps features={features} classes={classes} example={example} onOpen={onOpen} />
      ) : (
        <AnalysisJob
          analysis={analysis}
          job="features"
          label="Compare before and after"
          action="compare-features"
          refusal={refusalOf(available)}
          onStart={() => void analysing.compare()}
        />
      )}
    </div>
  )
}

interface MapsProps extends Pick<BeforeAfterProps, 'classes' | 'example' | 'onOpen'> {
  readonly features: FeatureComparison
}

function Maps({ features: { points, shown, nearestMean }, classes, example, onOpen }: MapsProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const drawn = useMemo(
    () => ({
      truth: points.map(({ truth }) => truth),
      before: points.map(({ before }) => before),
      after: points.map(({ after }) => after),
    }),
    [points],
  )
  const open = (index: number) => {
    const point = points[index]
    if (point) onOpen(point.example)
  }
  const shared = { classes: drawn.truth, pointed, onPoint: setPointed, onOpen: open }
  return (
    <div className={styles.stack} data-features={points.length}>
      <ul className={styles.legend}>
        {classes.map((name, index) => (
          <li key={name}>
            <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
              <path d={classMark(index).shape} fill={classMark(index).colour} />
            </svg>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
      <div className={styles.pair}>
        <FeatureMap
          title={`Before: ${formatPercent(shown.before)} of the spread is seen`}
          summary={`Map of ${points.length} test ${example.many} by the features before fine-tuning.`}
          points={drawn.before}
          {...shared}
        />
        <FeatureMap
          title={`After: ${formatPercent(shown.after)} of the spread is seen`}
          summary={`Map of the same ${example.many} by the features after fine-tuning.`}
          points={drawn.after}
          {...shared}
        />
      </div>
      <Stepper count={points.length} pointed={pointed} onPoint={setPointed} onOpen={open}>
        {pointed === null
          ? `Point at a mark, or step through the ${example.many}.`
          : `${pointed + 1} of ${points.length}: ${nameOf(classes, points[pointed]?.truth ?? 0)}`}
      </Stepper>
      {isUnmoved(points) && (
        <p className={styles.words}>Nothing below the head was trained, so that both maps are the same.</p>
      )}
      {nearestMean && (
        <p className={styles.words}>
          Naming the nearest class mean of the training features has an accuracy of{' '}
          <strong>{shareText(nearestMean.before)}</strong> before and <strong>{shareText(nearestMean.after)}</strong>{' '}
          after. The maps show only a plane of many directions; the figures use them all.
        </p>
      )}
    </div>
  )
}

/** Beyond what rounding does. */
function isUnmoved(points: FeatureComparison['points']): boolean {
  const far = Math.max(...points.flatMap(({ before }) => before.map(Math.abs)), 0)
  return points.every(({ before, after }) => before.every((x, axis) => Math.abs(x - (after[axis] ?? 0)) < 1e-4 * far))
}

interface StepperProps {
  readonly count: number
  readonly pointed: number | null
  readonly onPoint: (index: number) => void
  readonly onOpen: (index: number) => void
  readonly children: string
}

/** The same by keyboard: marks one after another, and opens the one that is marked. */
function Stepper({ count, pointed, onPoint, onOpen, children }: StepperProps) {
  const step = (by: number) => onPoint(((pointed ?? (by > 0 ? -1 : 0)) + by + count) % count)
  return (
    <div className={styles.row}>
      <IconButton label="Previous" icon={ChevronLeft} data-action="point-before" onPress={() => step(-1)} />
      <IconButton label="Next" icon={ChevronRight} data-action="point-next" onPress={() => step(1)} />
      <Button
        data-action="open-point"
        isDisabled={pointed === null}
        onPress={() => pointed !== null && onOpen(pointed)}
      >
        Open it
      </Button>
      <span className={styles.stepper} aria-live="polite">
        {children}
      </span>
    </div>
  )
}
