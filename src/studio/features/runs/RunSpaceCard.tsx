import { useMemo, useState } from 'react'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { ParallelLines } from '../../ui/charts/ParallelLines.tsx'
import { ScatterPoints } from '../../ui/charts/ScatterPoints.tsx'
import { SheetTable } from '../../ui/charts/SheetTable.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { countOf } from '../../ui/format.ts'
import { touchOnly } from '../../ui/touchOnly.ts'
import { useOneStop } from '../../ui/useOneStop.ts'
import type { RunRow } from './runRows.ts'
import { type RunSpace, runSpace, type SpaceRun } from './runSpace.ts'
import styles from './runs.module.css'

/** Where many runs differ in several settings at once: which of them went with a good score. */
export function RunSpaceCard({ rows }: { readonly rows: readonly RunRow[] }) {
  const space = useMemo(() => runSpace(rows), [rows])
  return space && <Space space={space} />
}

function Space({ space }: { readonly space: RunSpace }) {
  const { axes, runs, leftOut, unshown } = space
  const [lit, setLit] = useState<string | null>(null)
  const [wanted, setWanted] = useState<string | null>(null)
  const score = axes.length - 1
  const across = axes.slice(0, score)
  const x = Math.max(
    0,
    across.findIndex(({ id }) => id === wanted),
  )
  const [xAxis, yAxis] = [axes[x], axes[score]]
  const points = useMemo(() => runs.flatMap((run) => pointOf(run, x, score)), [runs, x, score])
  const best = runs[0]
  const bestWords = best ? `The best is ${best.title}, ${best.texts[score]}.` : ''
  return (
    <Card title="What made the difference" note={countOf(runs.length, 'run', 'runs')}>
      <div className={styles.space} data-run-space={runs.length}>
        <ParallelLines
          title="Settings and score"
          summary={`${countOf(runs.length, 'run', 'runs')} over ${axes.map(({ label }) => label).join(', ')}. ${bestWords} The table below has every value.`}
          axes={axes}
          lines={runs}
          lit={lit}
          onLight={setLit}
        />
        <RunList runs={runs} axes={axes} lit={lit} onLight={setLit} />
        {xAxis && yAxis && (
          <div className={styles.scatter}>
            <SelectField
              label="Across"
              name="scatter-x"
              value={xAxis.id}
              options={across.map(({ id, label }) => ({ value: id, label }))}
              onChange={setWanted}
            />
            <ScatterPoints
              title={`${yAxis.label} by ${inSentence(xAxis.label)}`}
              summary={`${countOf(points.length, 'run', 'runs')} by ${inSentence(xAxis.label)} and ${inSentence(yAxis.label)}. ${bestWords}`}
              points={points}
              x={xAxis}
              y={yAxis}
              lit={lit}
              onLight={setLit}
            />
          </div>
        )}
        {leftOut + unshown.length > 0 && <p className={styles.note}>{leftOutWords(leftOut, unshown)}</p>}
        <Disclosure label="As a table" action="run-space-table" lazy>
          <SheetTable
            label="Settings and scores of the runs"
            sheet={{
              columns: ['Run', ...axes.map(({ label }) => label)],
              rows: runs.map(({ title, texts }, index) => [`${index + 1}. ${title}`, ...texts]),
            }}
          />
        </Disclosure>
      </div>
    </Card>
  )
}

/** The names of the lines, the best first: the way to them by keyboard. */
function RunList({
  runs,
  axes,
  lit,
  onLight,
}: Pick<RunSpace, 'runs' | 'axes'> & { readonly lit: string | null; readonly onLight: (id: string | null) => void }) {
  const { selected } = useStudio(selectRunsSlice)
  const around = useOneStop<HTMLDivElement>()
  const shown = runs.find(({ id }) => id === lit) ?? null
  const toggle = (id: string) =>
    void actions.runs.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id])
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of buttons is no set of fields */}
      <div ref={around} role="group" className={styles.names} aria-label="Runs, the best first">
        {runs.map(({ id, title, best }, index) => (
          <button
            key={id}
            type="button"
            className={styles.runName}
            data-run-line={id}
            data-lit={id === lit || undefined}
            data-best={best || undefined}
            aria-pressed={selected.includes(id)}
            onPointerEnter={() => onLight(id)}
            onPointerLeave={() => onLight(null)}
            onFocus={() => onLight(id)}
            onBlur={() => onLight(null)}
            onClick={() => toggle(id)}
          >
            {index + 1}. {title}
          </button>
        ))}
      </div>
      <p className={styles.note} role="status" data-lit-run={shown?.id}>
        {shown
          ? axes.map(({ label }, index) => `${label} ${shown.texts[index]}`).join(' · ')
          : touchOnly
            ? 'Tap a run to see its settings and to select it.'
            : 'Point at a run, or move through the names with the arrow keys. Press one to select it.'}
      </p>
    </div>
  )
}

function pointOf({ id, places, best }: SpaceRun, x: number, y: number) {
  const [across, up] = [places[x], places[y]]
  return typeof across === 'number' && typeof up === 'number' ? [{ id, x: across, y: up, best }] : []
}

function leftOutWords(runs: number, settings: readonly string[]): string {
  return [
    ...(runs > 0
      ? [`${countOf(runs, 'run is', 'runs are')} not drawn: without a score yet, scored otherwise, or one too many.`]
      : []),
    ...(settings.length > 0 ? [`They differ in more than is drawn: ${settings.join(', ')}.`] : []),
  ].join(' ')
}
