/** The colours of the sample: one box of crayons for every class, so that colour alone tells no class from another. */
import type { Random } from '../../shared/random.ts'

/** The figure's colours, main one first. */
export type Palette = readonly string[]

export const ink = '#26242e'
export const paper = '#fdf9ee'

const crayons = [
  '#d6402f',
  '#f07f2e',
  '#f4c430',
  '#a9c23f',
  '#3f9b52',
  '#2fa8a0',
  '#4aa3df',
  '#2f5fb3',
  '#6d4bb0',
  '#b0509f',
  '#f093b4',
  '#8a5a34',
  '#c89a6a',
  '#8d98a5',
] as const

export interface Colours {
  readonly figure: Palette
  /** Two or three for the background and what stands in it. */
  readonly scene: Palette
}

/** Draws the colours of one picture; the background is paler or deeper than the figure, and of other hues. */
export function drawColours(random: Random): Colours {
  const order = random.shuffled(crayons)
  const wash = random.next() < 0.75 ? paper : '#1d2038'
  const scene = order.slice(4, 8).map((colour) => `color-mix(in oklab, ${colour}, ${wash} ${50 + random.below(25)}%)`)
  return { figure: order.slice(0, 4), scene }
}

export function alpha(colour: string, opacity: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(opacity * 100)}%, transparent)`
}
