// A run's log as the lines of its seven charts. Pure; what a chart shows is a row of `runCharts`.

import type { EpochMetrics, StepMetrics } from '../../../shared/domain/run.ts'
import type { EpochState } from '../../../shared/domain/runLog.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { significant } from '../../../shared/significant.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { ShownRunLog } from '../../store/runLog.ts'
import { scoreTitle } from '../../store/taskWords.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import type { Mark } from '../../ui/charts/LineChart.tsx'
import type { ChartFlag, Trace } from '../../ui/charts/trace.ts'
import { formatBytes, formatCount, formatRate } from '../../ui/format.ts'

export const runChartIds = ['loss', 'score', 'rate', 'gradient', 'movement', 'pace', 'memory'] as const
export type RunChartId = (typeof runChartIds)[number]

export interface RunChartSpec {
  readonly title: (task: TaskId) => string
  readonly format: (value: number, task: TaskId) => string
  /** The numbers on the y axis: alike in form; in their own where they have a unit. */
  readonly ticks?: 'own'
  /** Set where the scale is not the person's choice: what spans powers of ten is always drawn by them, or never. */
  readonly log?: boolean
  /** Where a linear y axis ends, where that is known. */
  readonly most?: (task: TaskId) => number | undefined
  readonly waiting: string
  readonly traces: (log: ShownRunLog, names: readonly string[]) => readonly StepTrace[]
}

/** A line whose points are placed by step; whoever draws it puts the step on the axis. */
export type StepTrace = Trace

export const runCharts: Record<RunChartId, RunChartSpec> = {
  loss: {
    title: () => 'Loss',
    format: twoDigits,
    waiting: 'Lower is better. The first losses arrive in a moment.',
    traces: (log) => [
      { ...batchLoss, points: bySteps(log, 'loss') },
      { ...training, points: byEpochs(log, ({ trainLoss }) => trainLoss) },
      { ...validation, points: byEpochs(log, ({ validationLoss }) => validationLoss) },
    ],
  },
  score: {
    title: (task) => scoreTitle(task, 'Validation'),
    format: (value, task) => taskCard(task).score.format(value),
    log: false,
    most: (task) => taskCard(task).score.most,
    waiting: 'Measured after each epoch.',
    traces: (log) => {
      const { key, name, ofEpoch } = taskCard(log.recipe.task).score
      return [{ key, label: name, ...scored, points: byEpochs(log, ofEpoch) }]
    },
  },
  rate: {
    title: () => 'Learning rate',
    format: formatRate,
    waiting: 'It rises through the warm-up, then falls.',
    traces: (log) => [{ ...rate, points: bySteps(log, 'learningRate') }],
  },
  gradient: {
    title: () => 'Gradient norm',
    format: formatRate,
    waiting: 'How steep the loss is. Spikes mean that the learning rate may be too large.',
    traces: (log) => [{ ...gradient, points: bySteps(log, 'gradientNorm') }],
  },
  movement: {
    title: () => 'Update ratios',
    log: true,
    format: formatRate,
    waiting: 'How far each block changes in an epoch, as a share of its size.',
    traces: movement,
  },
  pace: {
    title: (task) => `${capital(taskCard(task).words.rows)} a second`,
    format: formatCount,
    ticks: 'own',
    log: false,
    waiting: 'Measured over each epoch.',
    traces: (log) => [{ ...pace, points: byStates(log, ({ examplesPerSecond }) => examplesPerSecond) }],
  },
  memory: {
    title: () => 'Memory',
    format: formatBytes,
    ticks: 'own',
    log: false,
    waiting: 'Measured after each epoch.',
    traces: (log) => [
      { ...held, points: byStates(log, ({ memory }) => memory.bytes) },
      { ...peak, points: byStates(log, ({ memory }) => memory.peakBytes) },
    ],
  },
}

// The tokens carry the Okabe–Ito colours, bright enough for either ground.
const batchLoss = {
  key: 'batch',
  label: 'Each batch',
  colour: 'var(--border-strong)',
  mark: 'none',
  smooth: true,
} as const
const training = {
  key: 'train',
  label: 'Training',
  colour: 'var(--series-6)',
  dash: '6 4',
  mark: 'square',
} as const
const validation = { key: 'validation', label: 'Validation', colour: 'var(--series-1)', mark: 'circle' } as const
const scored = { colour: 'var(--series-3)', mark: 'diamond' } as const
const rate = { key: 'rate', label: 'Rate', colour: 'var(--series-4)', mark: 'none' } as const
const gradient = { key: 'gradient', label: 'Norm', colour: 'var(--series-2)', mark: 'none', smooth: true } as const
const pace = { key: 'pace', label: 'Speed', colour: 'var(--series-1)', mark: 'circle' } as const
const held = { key: 'held', label: 'Now', colour: 'var(--series-3)', mark: 'circle' } as const
const peak = { key: 'peak', label: 'Peak', colour: 'var(--series-6)', dash: '6 4', mark: 'none' } as const

/** More lines than this cannot be told apart; the table has every block. */
export const mostBlocks = 8
const colours = 7
const marks: readonly Mark[] = ['circle', 'square', 'diamond']
const dashes = [undefined, '7 4', '2 3'] as const

/** The blocks that moved most, each in the looks of its own place so that no line changes colour. */
function movement({ states, stepsPerEpoch }: ShownRunLog, names: readonly string[]): readonly StepTrace[] {
  const blocks = states.at(-1)?.updateRatios.length ?? 0
  const moved = Array.from({ length: blocks }, (_, block) => ({
    block,
    most: states.reduce((high, { updateRatios }) => Math.max(high, updateRatios[block] ?? 0), 0),
  }))
  const chosen = moved.filter(({ most }) => most > 0).sort((a, b) => b.most - a.most)
  return chosen
    .slice(0, mostBlocks)
    .sort((a, b) => a.block - b.block)
    .map(({ block }) => ({
      key: String(block),
      label: names[block] ?? `block ${block}`,
      colour: `var(--series-${1 + (block % colours)})`,
      dash: dashes[Math.floor(block / marks.length) % dashes.length],
      mark: marks[block % marks.length] ?? 'circle',
      points: byStates({ states, stepsPerEpoch }, ({ updateRatios }) => updateRatios[block] ?? 0),
    }))
}

/** Places the steps on the axis that was asked for. */
export function onAxis(traces: readonly StepTrace[], place: (step: number) => number): readonly Trace[] {
  return traces.map((trace) => ({ ...trace, points: trace.points.map(({ x, y }) => ({ x: place(x), y })) }))
}

/** What is told of on every chart: the best epoch, what the person changed, and what happened. */
export function flagsOf(log: ShownRunLog, place: (step: number) => number): readonly ChartFlag[] {
  const told = toldOf(log).map(({ step, kind }, index) => ({
    key: `${kind}-${index}`,
    kind,
    x: place(step),
    sign: String(index + 1),
  }))
  if (log.bestEpoch === 0) return told
  return [{ key: 'best', kind: 'best', x: place(log.bestEpoch * log.stepsPerEpoch), sign: 'best' }, ...told]
}

/** Changes and notices, in the order of steps: their numbers are those of their flags. */
export function toldOf({ changes, notices }: Pick<ShownRunLog, 'changes' | 'notices'>) {
  const all = [
    ...changes.map((change) => ({ kind: 'change' as const, step: change.step, change })),
    ...notices.map((notice) => ({ kind: 'notice' as const, step: notice.step, notice })),
  ]
  return all.sort((a, b) => a.step - b.step)
}

function bySteps({ steps }: Pick<ShownRunLog, 'steps'>, value: keyof StepMetrics): readonly Point[] {
  return steps.map((step) => ({ x: step.step, y: step[value] }))
}

function byEpochs(
  { epochs, stepsPerEpoch }: Pick<ShownRunLog, 'epochs' | 'stepsPerEpoch'>,
  value: (epoch: EpochMetrics) => number | null,
): readonly Point[] {
  return epochs.flatMap((epoch) => {
    const y = value(epoch)
    return y === null ? [] : [{ x: epoch.epoch * stepsPerEpoch, y }]
  })
}

function byStates(
  { states, stepsPerEpoch }: Pick<ShownRunLog, 'states' | 'stepsPerEpoch'>,
  value: (state: EpochState) => number,
): readonly Point[] {
  return states.map((state) => ({ x: state.epoch * stepsPerEpoch, y: value(state) }))
}

function twoDigits(value: number): string {
  if (value > 0 && value < 0.01) return value.toExponential(0)
  return value >= 100 ? significant(value, 3) : value.toFixed(2)
}
