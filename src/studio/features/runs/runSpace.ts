/**
 * Runs as points of a space: an axis for each setting in which they differ, and one for the score by validation. Read by
 * the parallel lines, by the scatter and by the table behind both. Pure.
 */

import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { runTitle } from '../../store/runTitle.ts'
import { niceTicks } from '../../ui/charts/chartScale.ts'
import { tickFormat } from '../../ui/charts/tickFormat.ts'
import { formatSeconds } from '../../ui/format.ts'
import { chosenDifferences } from './differences.ts'
import type { RunColumn } from './runColumns.ts'
import type { RunRow } from './runRows.ts'
import { scoreText } from './runWords.ts'

/** More lines than this hide one another. */
export const mostRuns = 40
const mostAxes = 7
/** Numbers whose largest is this many times the least stand by their powers. */
const farApart = 20

export interface SpaceAxis {
  readonly id: string
  readonly label: string
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
}

export interface SpaceRun {
  readonly id: string
  readonly title: string
  /** Of each axis, the score's last: 0 at its lower end, 1 at its upper; null where the run does not read that setting. */
  readonly places: readonly (number | null)[]
  /** The same in words. */
  readonly texts: readonly string[]
  readonly best: boolean
}

export interface RunSpace {
  readonly axes: readonly SpaceAxis[]
  /** The best first. */
  readonly runs: readonly SpaceRun[]
  /** Finished no epoch, are scored otherwise, or are more than can be drawn. */
  readonly leftOut: number
  /** Settings that differ and have no axis any more. */
  readonly unshown: readonly string[]
}

/** Null where fewer than two runs can be compared, or nothing differs. */
export function runSpace(rows: readonly RunRow[]): RunSpace | null {
  const scored = alike(rows)
  const drawn = scored.slice(0, mostRuns)
  const differing = chosenDifferences(drawn.map(({ recipe }) => recipe))
  const [best] = drawn
  if (!best || drawn.length < 2 || differing.length === 0) return null
  const dimensions = [...differing.slice(0, mostAxes).map(settingOf), timeDimension, scoreOf(best.task)]
  const scales = dimensions.map((dimension) => scaleOf(dimension, drawn))
  return {
    axes: scales.map(({ axis }) => axis),
    runs: drawn.map((run) => ({
      id: run.id,
      title: runTitle(run.recipe),
      places: scales.map(({ place }) => place(run)),
      texts: dimensions.map(({ text }) => text(run)),
      best: run === best,
    })),
    leftOut: rows.length - drawn.length,
    unshown: differing.slice(mostAxes).map(({ label }) => label),
  }
}

/** Those that are scored as most of them are, the best first. */
function alike(rows: readonly RunRow[]): readonly RunRow[] {
  const scored = rows.filter(({ validationScore }) => validationScore !== null && Number.isFinite(validationScore))
  const keyOf = ({ task }: RunRow) => taskCard(task).score.key
  const counts = new Map<string, number>()
  for (const row of scored) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  const sameKey = scored.filter((row) => keyOf(row) === most?.[0])
  const sign = sameKey[0] && taskCard(sameKey[0].task).score.better === 'lower' ? -1 : 1
  return sameKey.toSorted((a, b) => sign * (Number(b.validationScore) - Number(a.validationScore)))
}

interface Dimension {
  readonly id: string
  readonly label: string
  readonly value: (run: RunRow) => number | string | null
  readonly text: (run: RunRow) => string
  /** How numbers on its axis read; absent: as many decimals as they need. */
  readonly tick?: (value: number) => string
}

function settingOf({ id, label, order, text }: RunColumn): Dimension {
  // Switches are ordered as 0 and 1; they read as words.
  const value = (run: RunRow) => (/^(on|off)$/.test(text(run)) ? text(run) : order(run))
  return { id, label, value, text }
}

const timeDimension: Dimension = {
  id: 'time',
  label: 'Training time',
  value: ({ seconds }) => seconds,
  text: ({ seconds }) => (seconds === null ? '–' : formatSeconds(seconds)),
  tick: (value) => formatSeconds(value),
}

function scoreOf(task: TaskId): Dimension {
  const { score } = taskCard(task)
  return {
    id: 'score',
    label: `Validation ${inSentence(score.name)}`,
    value: ({ validationScore }) => validationScore,
    text: (run) => scoreText(run, run.validationScore),
    tick: score.tick,
  }
}

interface Scale {
  readonly axis: SpaceAxis
  readonly place: (run: RunRow) => number | null
}

function scaleOf(dimension: Dimension, runs: readonly RunRow[]): Scale {
  const values = runs.map(dimension.value)
  const numbers = values.filter((value) => typeof value === 'number')
  const isNumeric = values.every((value) => value === null || typeof value === 'number') && numbers.length > 0
  return isNumeric ? numberScale(dimension, numbers) : nameScale(dimension, runs)
}

function numberScale(dimension: Dimension, numbers: readonly number[]): Scale {
  const { id, label, value, tick } = dimension
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const log = least > 0 && most / least >= farApart
  const along = log ? Math.log10 : Number
  const [from, to] = most > least ? [along(least), along(most)] : [along(least) - 1, along(least) + 1]
  const at = (number: number) => (along(number) - from) / (to - from)
  const marked = marksOf(numbers, { log, at })
  const format = tick ?? tickFormat(marked)
  return {
    axis: { id, label, ticks: marked.map((number) => ({ at: at(number), text: format(number) })) },
    place: (run) => {
      const number = value(run)
      return typeof number === 'number' ? at(number) : null
    },
  }
}

/** Closer together than this share of an axis, two numbers would cover each other. */
const apart = 0.1
const mostMarks = 6

/** The values themselves where they are few and far enough apart; else the least and the most, and round ones between. */
function marksOf(numbers: readonly number[], { log, at }: Along): readonly number[] {
  const values = [...new Set(numbers)].sort((a, b) => a - b)
  if (values.length <= mostMarks && isSpread(values.map(at))) return values
  const [least = 0, most = least] = [values[0], values.at(-1)]
  const inner = log ? powersWithin(least, most) : niceTicks([least, most], { count: 4 })
  return [least, ...inner.filter((number) => at(number) > apart && at(number) < 1 - apart), most]
}

interface Along {
  readonly log: boolean
  readonly at: (value: number) => number
}

function isSpread(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place - Number(places[index - 1]) >= apart)
}

function powersWithin(least: number, most: number): readonly number[] {
  const powers: number[] = []
  for (let power = Math.ceil(Math.log10(least)); 10 ** power <= most; power++) powers.push(10 ** power)
  return powers
}

/** Names stand in their order, evenly. */
function nameScale({ id, label, value, text }: Dimension, runs: readonly RunRow[]): Scale {
  const names = [...new Set(runs.filter((run) => value(run) !== null).map(text))]
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const at = (name: string) => (names.length < 2 ? 0.5 : names.indexOf(name) / (names.length - 1))
  return {
    axis: { id, label, ticks: names.map((name) => ({ at: at(name), text: name })) },
    place: (run) => (value(run) === null ? null : at(text(run))),
  }
}
