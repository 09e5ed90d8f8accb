// The report's figures as inline SVG: squares of shares, and the losses by epoch.

import type { EpochMetrics } from '../../../../shared/domain/run.ts'
import type { ReliabilityBin } from '../../../../shared/metrics/reliability.ts'
import { significant } from '../../../../shared/significant.ts'
import { type Html, html } from '../../../ui/html.ts'
import { markPlaces } from '../figures/markPlaces.ts'
import { acrossOf, downOf, linePath, type Place, plane, ticks } from '../figures/unitPlane.ts'

export interface FigureWords {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
}

export interface DrawnLine {
  readonly places: readonly Place[]
  /** The strong one, or one of the faint ones behind it. */
  readonly style: 'strong' | 'faint' | 'second'
}

/** A square of shares with lines in it. */
export function unitFigure(
  words: FigureWords,
  lines: readonly DrawnLine[],
  diagonal: boolean,
  marks: Html | null = null,
): Html {
  const ends = { x: ticks.map(String), y: ticks.map(String) }
  return framed(words, ends, html`${diagonal ? chance : null}${lines.map(lineOf)}${marks}`)
}

/** The bins of a reliability diagram, larger where they hold more answers. */
export function binMarks(bins: readonly ReliabilityBin[]): Html {
  const marks = markPlaces(bins).map(
    ({ x, y, size }) => html`<circle cx="${x}" cy="${y}" r="${size / 2}" fill="var(--one)" fill-opacity="0.6"/>`,
  )
  return html`${marks}`
}

/** Train and validation loss by epoch. */
export function learningCurve(epochs: readonly EpochMetrics[], bestEpoch: number): Html {
  const highest = Math.max(1e-9, ...epochs.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]))
  const last = Math.max(1, ...epochs.map(({ epoch }) => epoch))
  const places = (pick: (each: EpochMetrics) => number) =>
    epochs.map((each): Place => [each.epoch / last, pick(each) / highest])
  const lines: readonly DrawnLine[] = [
    { places: places(({ trainLoss }) => trainLoss), style: 'strong' },
    { places: places(({ validationLoss }) => validationLoss), style: 'second' },
  ]
  const words = { title: 'Loss: training solid, validation dashed', xLabel: 'Epoch', yLabel: 'Loss' }
  const ends = {
    x: ticks.map((tick) => String(Math.round(10 * tick * last) / 10)),
    y: ticks.map((tick) => significant(tick * highest, 2)),
  }
  const x = acrossOf(bestEpoch / last)
  const best = html`<line x1="${x}" x2="${x}" y1="${downOf(0)}" y2="${downOf(1)}" stroke="var(--muted)" stroke-dasharray="2 4"/>`
  return framed(words, ends, html`${best}${lines.map(lineOf)}`)
}

const chance = html`<line x1="${acrossOf(0)}" y1="${downOf(0)}" x2="${acrossOf(1)}" y2="${downOf(1)}" stroke="var(--muted)" stroke-dasharray="2 4"/>`

function lineOf({ places, style }: DrawnLine): Html {
  const [colour, width, dash, opacity] = lineStyles[style]
  return html`<path d="${linePath(places)}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash}" stroke-opacity="${opacity}"/>`
}

const lineStyles = {
  strong: ['var(--one)', 2, 'none', 1],
  second: ['var(--two)', 2, '5 3', 1],
  faint: ['var(--muted)', 1, 'none', 0.45],
} as const

function framed(
  { title, xLabel, yLabel }: FigureWords,
  ends: { readonly x: readonly string[]; readonly y: readonly string[] },
  drawn: Html,
): Html {
  const { width, height, left, top, wide, high } = plane
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${ticks.map(
  (tick, index) =>
    html`<line x1="${left}" x2="${left + wide}" y1="${downOf(tick)}" y2="${downOf(tick)}" stroke="var(--line)"/><text x="${left - 6}" y="${downOf(tick) + 4}" text-anchor="end">${ends.y[index] ?? ''}</text><text x="${acrossOf(tick)}" y="${top + high + 16}" text-anchor="middle">${ends.x[index] ?? ''}</text>`,
)}
<text x="${left + wide / 2}" y="${height - 8}" text-anchor="middle">${xLabel}</text>
<text transform="translate(10 ${top + high / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>
${drawn}</svg></figure>`
}
