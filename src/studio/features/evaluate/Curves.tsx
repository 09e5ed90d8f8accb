import { useMemo, useState } from 'react'
import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import {
  averagePrecision,
  macroAveragePrecision,
  precisionRecallCurve,
} from '../../../shared/metrics/precisionRecallCurve.ts'
import { areaUnder, macroAuc, rocCurve } from '../../../shared/metrics/rocCurve.ts'
import { SelectField } from '../../ui/Field.tsx'
import styles from './analysis.module.css'
import { PlotKey, UnitPlot } from './figures/UnitPlot.tsx'
import { acrossOf, downOf, linePath, type Place } from './figures/unitPlane.ts'

export interface CurvesProps {
  readonly answers: JudgedAnswers
  readonly classes: readonly string[]
}

/** Beyond this many, the other classes' lines only blur. */
const mostOthers = 12

/** How well each class is told from the rest, whatever the threshold. */
export function Curves({ answers, classes }: CurvesProps) {
  const [chosen, setChosen] = useState(0)
  const curves = useMemo(() => classes.map((_, index) => curvesOf(answers, index)), [answers, classes])
  const macro = useMemo(() => ({ auc: macroAuc(answers), precision: macroAveragePrecision(answers) }), [answers])
  const own = curves[chosen]
  const others = classes.length > mostOthers ? [] : curves.filter((_, index) => index !== chosen)
  const name = classes[chosen] ?? ''
  return (
    <div className={styles.stack}>
      <div className={styles.narrow}>
        <SelectField
          name="curve-class"
          label="Class"
          help="Its line is strong, the other classes’ lines are faint."
          value={String(chosen)}
          options={classes.map((label, index) => ({ value: String(index), label }))}
          onChange={(value) => setChosen(Number(value))}
        />
      </div>
      <div className={styles.pair}>
        <UnitPlot
          title="ROC"
          summary={summaryOf('Area under the ROC curve', name, own?.auc, macro.auc)}
          xLabel="Others wrongly answered as this class"
          yLabel="Found, of this class"
          legend={<Chance />}
        >
          <Diagonal />
          <Lines own={own?.roc} others={others.map(({ roc }) => roc)} />
        </UnitPlot>
        <UnitPlot
          title="Precision and recall"
          summary={summaryOf('Average precision', name, own?.precision, macro.precision)}
          xLabel="Recall: found, of this class"
          yLabel="Precision: correct, of those answered so"
        >
          <Lines own={own?.recall} others={others.map(({ recall }) => recall)} />
        </UnitPlot>
      </div>
      <p className={styles.words} aria-live="polite" data-curves={chosen}>
        <bdi>{name}</bdi>: area under ROC <strong>{figure(own?.auc)}</strong>, average precision{' '}
        <strong>{figure(own?.precision)}</strong>. Mean of all classes: {figure(macro.auc)} and{' '}
        {figure(macro.precision)}. An area of 1 tells the class from all others every time; 0.5 is chance.
      </p>
    </div>
  )
}

function curvesOf(answers: JudgedAnswers, index: number) {
  const roc = rocCurve(answers, index)
  const pr = precisionRecallCurve(answers, index)
  return {
    roc: roc?.falsePositiveRate.map((x, i): Place => [x, roc.truePositiveRate[i] ?? 0]) ?? null,
    auc: roc && areaUnder(roc),
    recall: pr?.recall.map((x, i): Place => [x, pr.precision[i] ?? 0]) ?? null,
    precision: pr && averagePrecision(pr),
  }
}

function Lines({
  own,
  others,
}: {
  readonly own: readonly Place[] | null | undefined
  readonly others: readonly (readonly Place[] | null)[]
}) {
  return (
    <>
      {others.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the classes' lines stand in the classes' order
        <path key={index} className={styles.faint} d={line ? linePath(line) : ''} />
      ))}
      {own && <path className={styles.line} d={linePath(own)} />}
    </>
  )
}

/** What chance would give, and what confidence should. */
export function Diagonal() {
  return <line className={styles.chance} x1={acrossOf(0)} y1={downOf(0)} x2={acrossOf(1)} y2={downOf(1)} />
}

function Chance() {
  return <PlotKey mark={<line className={styles.chance} x1="0" x2="24" y1="6" y2="6" />}>Chance</PlotKey>
}

function summaryOf(what: string, name: string, own: number | null | undefined, macro: number | null): string {
  return `${what} for ${name}: ${figure(own)}; mean of all classes: ${figure(macro)}.`
}

function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? 'not defined' : value.toFixed(3)
}
