import { useId } from 'react'
import { Button } from '../../ui/Button.tsx'
import { useRange } from '../../ui/charts/chartView.ts'
import { touchOnly } from '../../ui/touchOnly.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './ChartToolbar.module.css'
import { chartPrefs, chartView, mostSmoothing, setAxis, useChartPrefs } from './chartPrefs.ts'
import { type AxisKind, axisKinds } from './runAxis.ts'

const axisNames: Record<AxisKind, string> = { step: 'Step', epoch: 'Epoch', time: 'Time' }

/** How all charts of the run are drawn. */
export function ChartToolbar() {
  const { smoothing, log, axis } = useChartPrefs()
  const range = useRange(chartView)
  const id = useId()
  return (
    <fieldset className={styles.bar}>
      <VisuallyHidden>
        <legend>How the charts are drawn</legend>
      </VisuallyHidden>
      <div className={styles.part}>
        <label htmlFor={id}>Smoothing</label>
        <input
          id={id}
          type="range"
          min={0}
          max={mostSmoothing}
          step={0.01}
          value={smoothing}
          data-field="charts.smoothing"
          onChange={({ target }) => chartPrefs.setState({ smoothing: Number(target.value) })}
        />
        <output htmlFor={id} className={styles.figure}>
          {smoothing.toFixed(2)}
        </output>
      </div>
      <label className={styles.part}>
        <input
          type="checkbox"
          checked={log}
          data-field="charts.log"
          onChange={({ target }) => chartPrefs.setState({ log: target.checked })}
        />
        Log scale
      </label>
      <div className={styles.part} role="radiogroup" aria-label="Along the bottom">
        {axisKinds.map((kind) => (
          <label key={kind} className={styles.choice}>
            <input
              type="radio"
              name={`${id}-axis`}
              checked={axis === kind}
              data-field={`charts.axis.${kind}`}
              onChange={() => setAxis(kind)}
            />
            {axisNames[kind]}
          </label>
        ))}
      </div>
      <p className={styles.hint}>
        Drag across a chart to look closer{touchOnly ? '.' : '; with the keyboard, arrows, + and −.'}
      </p>
      <Button
        variant="quiet"
        isDisabled={range === null}
        data-action="whole-run"
        onPress={() => chartView.setState({ range: null })}
      >
        Whole run
      </Button>
      <div role="status">
        <VisuallyHidden>{range === null ? '' : 'Part of the run is shown. Press 0 for the whole.'}</VisuallyHidden>
      </div>
    </fieldset>
  )
}
