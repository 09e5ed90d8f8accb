import { useMemo } from 'react'
import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import { fitTemperature } from '../../../shared/metrics/fitTemperature.ts'
import { calibrationError, type ReliabilityBin, reliabilityBins } from '../../../shared/metrics/reliability.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import analysisStyles from './analysis.module.css'
import { calibrationWords } from './analysisWords.ts'
import { Diagonal } from './Curves.tsx'
import styles from './evaluate.module.css'
import { markPlaces } from './figures/markPlaces.ts'
import { PlotKey, UnitPlot } from './figures/UnitPlot.tsx'
import { acrossOf, downOf } from './figures/unitPlane.ts'
import { tempered } from './tempered.ts'

export interface ReliabilityProps {
  /** Of the test, as trained. */
  readonly answers: JudgedAnswers
  /** What the temperature is fitted on, never the test; null where it is not known. */
  readonly validation: JudgedAnswers | null
  /** In use now; 1 is as trained. */
  readonly temperature: number
  /** Takes a temperature into use; null where the run's model does not answer now. */
  readonly onTemper: ((temperature: number) => void) | null
}

const bins = 10

/** Whether its confidence can be believed, and the one number that mends it. */
export function Reliability({ answers, validation, temperature, onTemper }: ReliabilityProps) {
  const fit = useMemo(
    () => (validation && validation.truth.length > 0 ? fitTemperature(validation) : null),
    [validation],
  )
  const mended = useMemo(() => (fit === null ? null : tempered(answers, fit)), [answers, fit])
  const before = useMemo(() => reliabilityBins(answers, bins), [answers])
  const after = useMemo(() => (mended && mended !== answers ? reliabilityBins(mended, bins) : null), [mended, answers])
  const errors = { before: calibrationError(answers), after: mended ? calibrationError(mended) : null }
  const inUse = fit !== null && temperature === fit && fit !== 1
  return (
    <div className={analysisStyles.beside}>
      <UnitPlot
        title="Confidence and accuracy"
        summary={`Calibration error ${errors.before.toFixed(3)} as trained${errors.after === null ? '' : `, ${errors.after.toFixed(3)} with temperature ${fit?.toFixed(2)}`}.`}
        xLabel="Confidence"
        yLabel="How often it was right"
        legend={<Keys mended={after !== null} />}
      >
        <Diagonal />
        <Trained bins={before} />
        {after && <Mended bins={after} />}
      </UnitPlot>
      <div className={analysisStyles.stack}>
        <p className={analysisStyles.words}>{calibrationWords(errors.before, errors.after, fit)}</p>
        {fit !== null && fit !== 1 && onTemper && (
          <div className={analysisStyles.row}>
            <Button data-action={inUse ? 'untemper' : 'temper'} onPress={() => onTemper(inUse ? 1 : fit)}>
              {inUse ? 'Back to temperature 1' : `Use temperature ${fit.toFixed(2)}`}
            </Button>
          </div>
        )}
        <p className={styles.note} aria-live="polite" data-temperature={temperature}>
          {temperature === 1
            ? 'In use: as trained.'
            : `In use: temperature ${temperature.toFixed(2)}. Answers on Use and downloads follow it; which class is likeliest never changes.`}
        </p>
        <Disclosure label="The bins as a table" action="show-bins">
          <BinTable bins={before} />
        </Disclosure>
      </div>
    </div>
  )
}

function Keys({ mended }: { readonly mended: boolean }) {
  return (
    <>
      <PlotKey mark={<rect className={analysisStyles.bar} x="4" y="1" width="16" height="10" />}>As trained</PlotKey>
      {mended && (
        <PlotKey mark={<rect className={analysisStyles.mendedMark} x="8" y="2" width="8" height="8" />}>
          With temperature, larger where there are more
        </PlotKey>
      )}
    </>
  )
}

function Trained({ bins }: { readonly bins: readonly ReliabilityBin[] }) {
  return bins.map(({ from, to, accuracy }) =>
    accuracy === null ? null : (
      <rect
        key={from}
        className={analysisStyles.bar}
        x={acrossOf(from) + 1}
        y={downOf(accuracy)}
        width={acrossOf(to) - acrossOf(from) - 2}
        height={Math.max(1, downOf(0) - downOf(accuracy))}
      />
    ),
  )
}

function Mended({ bins }: { readonly bins: readonly ReliabilityBin[] }) {
  return markPlaces(bins).map(({ x, y, size }) => (
    <rect key={x} className={analysisStyles.mendedMark} x={x - size / 2} y={y - size / 2} width={size} height={size} />
  ))
}

function BinTable({ bins }: { readonly bins: readonly ReliabilityBin[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Confidence</th>
          <th scope="col">Answers</th>
          <th scope="col">Mean</th>
          <th scope="col">Right</th>
        </tr>
      </thead>
      <tbody>
        {bins.map(({ from, to, count, confidence, accuracy }) => (
          <tr key={from}>
            <th scope="row">
              {from.toFixed(1)} – {to.toFixed(1)}
            </th>
            <td>{count}</td>
            <td>{confidence?.toFixed(3) ?? '–'}</td>
            <td>{accuracy?.toFixed(3) ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
