import { useId, useMemo, useState } from 'react'
import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import { atThreshold, coverageCurve } from '../../../shared/metrics/coverage.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import styles from './analysis.module.css'
import { coverageWords } from './analysisWords.ts'
import { UnitPlot } from './figures/UnitPlot.tsx'
import { acrossOf, downOf, linePath, type Place } from './figures/unitPlane.ts'

/** What is gained by leaving the unsure answers to a person. */
export function Threshold({ answers, example }: { readonly answers: JudgedAnswers; readonly example: ExampleWords }) {
  const id = useId()
  const [threshold, setThreshold] = useState(0.5)
  const curve = useMemo(() => curvePlaces(answers), [answers])
  const point = useMemo(() => atThreshold(answers, threshold), [answers, threshold])
  const words = coverageWords(point, answers.truth.length, example)
  return (
    <div className={styles.beside}>
      <UnitPlot
        title="Coverage and accuracy"
        summary={words}
        xLabel="Share that is answered"
        yLabel="Correct among those"
      >
        <path className={styles.line} d={linePath(curve)} />
        {point.accuracy !== null && (
          <>
            <line
              className={styles.chance}
              x1={acrossOf(point.coverage)}
              x2={acrossOf(point.coverage)}
              y1={downOf(0)}
              y2={downOf(point.accuracy)}
            />
            <circle className={styles.chosen} cx={acrossOf(point.coverage)} cy={downOf(point.accuracy)} r="6" />
          </>
        )}
      </UnitPlot>
      <div className={styles.stack}>
        <label className={styles.slider} htmlFor={id}>
          <span>
            Answer only when at least <output htmlFor={id}>{Math.round(100 * threshold)} %</output> sure
          </span>
          <input
            id={id}
            type="range"
            min="0"
            max="1"
            step="0.01"
            value={threshold}
            aria-valuetext={`${Math.round(100 * threshold)} % sure. ${words}`}
            data-field="threshold"
            onChange={(event) => setThreshold(Number(event.target.value))}
          />
        </label>
        <p className={styles.words} data-coverage={point.coverage} data-kept={point.kept}>
          {words}
        </p>
      </div>
    </div>
  )
}

function curvePlaces(answers: JudgedAnswers): readonly Place[] {
  return coverageCurve(answers).flatMap(({ coverage, accuracy }): Place[] =>
    accuracy === null ? [] : [[coverage, accuracy]],
  )
}
