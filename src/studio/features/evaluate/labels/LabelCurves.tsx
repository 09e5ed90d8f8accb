import { useMemo } from 'react'
import { labelPrecisionRecall } from '../../../../shared/metrics/labelPrecision.ts'
import type { JudgedLabels, LabelFigures } from '../../../../tasks/multi-label/card.ts'
import { labelAnswersOf } from '../../../../tasks/multi-label/card.ts'
import styles from '../analysis.module.css'
import { UnitPlot } from '../figures/UnitPlot.tsx'
import { acrossOf, downOf, linePath, type Place } from '../figures/unitPlane.ts'

export interface LabelCurvesProps {
  readonly answers: JudgedLabels
  readonly perLabel: readonly LabelFigures[]
  readonly chosen: number
}

/** Beyond this many, the other labels' lines only blur. */
const mostOthers = 12

/** Precision against recall of one label, with the point where its threshold stands. */
export function LabelCurves({ answers, perLabel, chosen }: LabelCurvesProps) {
  const curves = useMemo(() => labelCurves(answers), [answers])
  const figures = perLabel[chosen]
  if (!figures) return null
  const own = curves[chosen]
  const others = curves.length > mostOthers ? [] : curves.filter((_, index) => index !== chosen)
  const { name, precision, recall, threshold, averagePrecision } = figures
  const ap = averagePrecision?.toFixed(3) ?? 'not defined'
  return (
    <div className={styles.beside}>
      <UnitPlot
        title="Precision and recall"
        summary={`Average precision of ${name}: ${ap}.`}
        xLabel="Recall: found, of this label"
        yLabel="Precision: correct, of those given it"
      >
        {others.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the labels' lines stand in the labels' order
          <path key={index} className={styles.faint} d={line ? linePath(line) : ''} />
        ))}
        {own && <path className={styles.line} d={linePath(own)} />}
        {own && <circle cx={acrossOf(recall)} cy={downOf(precision)} r={5} fill="var(--series-1)" />}
      </UnitPlot>
      <p className={styles.words} aria-live="polite" data-curves={chosen}>
        {own ? (
          <>
            The dot is where <bdi>{name}</bdi> stands with its threshold of {threshold.toFixed(2)}: precision{' '}
            <strong>{precision.toFixed(2)}</strong>, recall <strong>{recall.toFixed(2)}</strong>. A lower threshold
            finds more and gives more wrongly. Average precision <strong>{ap}</strong>.
          </>
        ) : (
          <>
            No example of the test has the label <bdi>{name}</bdi>, so that there is no curve.
          </>
        )}
      </p>
    </div>
  )
}

/** One a label; null where no row has it. */
export function labelCurves(answers: JudgedLabels): readonly (readonly Place[] | null)[] {
  const judged = labelAnswersOf(answers)
  return Array.from({ length: answers.labels }, (_, label) => {
    const curve = labelPrecisionRecall(judged, label)
    return curve?.recall.map((x, at): Place => [x, curve.precision[at] ?? 0]) ?? null
  })
}
