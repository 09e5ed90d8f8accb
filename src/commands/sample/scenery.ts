/**
 * What is around the figure: a background, clutter behind it, now and then something in front of its edge. Every class
 * is drawn before the same sceneries, so that the place tells nothing of the class.
 */
import type { Random } from '../../shared/random.ts'
import { between, ellipse, pick, polygon } from './brush.ts'
import { alpha, ink, type Palette, paper } from './palette.ts'

type Draw = (context: CanvasRenderingContext2D, palette: Palette, random: Random) => void

/** Fills the box from 0 to 1. */
export function drawBackground(context: CanvasRenderingContext2D, palette: Palette, random: Random): void {
  pick(random, backgrounds)(context, palette, random)
  const pieces = random.below(6)
  for (let i = 0; i < pieces; i++) pick(random, clutter)(context, palette, random)
}

/** Covers a little of the figure from one side, in a third of the pictures. */
export function drawForeground(context: CanvasRenderingContext2D, palette: Palette, random: Random): void {
  if (random.next() < 0.33) pick(random, occluders)(context, palette, random)
}

/** Grain of a cheap camera: a different shift of brightness for each pixel, out of 255. */
export function addGrain(context: CanvasRenderingContext2D, side: number, random: Random): void {
  const strength = between(random, 0, 9)
  const picture = context.getImageData(0, 0, side, side)
  for (let i = 0; i < picture.data.length; i += 4) {
    const shift = strength * random.normal()
    for (let channel = 0; channel < 3; channel++) picture.data[i + channel] = (picture.data[i + channel] ?? 0) + shift
  }
  context.putImageData(picture, 0, 0)
}

const colourOf = (palette: Palette, index: number) => palette[index % palette.length] ?? paper

const gradient: Draw = (context, palette, random) => {
  const fill = context.createLinearGradient(0, 0, between(random, -0.5, 0.5), 1)
  fill.addColorStop(0, colourOf(palette, 0))
  fill.addColorStop(1, colourOf(palette, 1))
  context.fillStyle = fill
  context.fillRect(0, 0, 1, 1)
}

const hills: Draw = (context, palette, random) => {
  gradient(context, palette, random)
  for (const [index, base] of [0.55, 0.72].entries()) {
    const hill = new Path2D()
    const y = base + between(random, -0.1, 0.1)
    hill.moveTo(0, y)
    hill.bezierCurveTo(0.3, y - between(random, 0, 0.25), 0.6, y + between(random, 0, 0.2), 1, y - 0.05)
    hill.lineTo(1, 1)
    hill.lineTo(0, 1)
    context.fillStyle = colourOf(palette, index + 2)
    context.fill(hill)
  }
}

const waves: Draw = (context, palette, random) => {
  gradient(context, palette, random)
  context.strokeStyle = alpha(colourOf(palette, 2), 0.6)
  context.lineWidth = between(random, 0.01, 0.03)
  for (let y = 0.1; y < 1; y += 0.16) {
    context.beginPath()
    for (let x = 0; x <= 1.01; x += 0.02) context.lineTo(x, y + 0.02 * Math.sin(x * 20 + y * 40))
    context.stroke()
  }
}

const spotted: Draw = (context, palette, random) => {
  gradient(context, palette, random)
  context.fillStyle = alpha(colourOf(palette, 2), 0.6)
  for (let i = 0; i < 26; i++) {
    const r = between(random, 0.01, 0.04)
    context.fill(ellipse(random.next(), random.next(), r, r))
  }
}

const blurred: Draw = (context, palette, random) => {
  gradient(context, palette, random)
  for (let i = 0; i < 7; i++) {
    const [x, y, r] = [random.next(), random.next(), between(random, 0.15, 0.4)]
    const fill = context.createRadialGradient(x, y, 0, x, y, r)
    fill.addColorStop(0, colourOf(palette, i))
    fill.addColorStop(1, alpha(colourOf(palette, i), 0.01))
    context.fillStyle = fill
    context.fillRect(0, 0, 1, 1)
  }
}

const tiled: Draw = (context, palette, random) => {
  const gap = between(random, 0.1, 0.2)
  gradient(context, palette, random)
  context.save()
  context.rotate(between(random, -0.5, 0.5))
  context.fillStyle = alpha(colourOf(palette, 2), 0.5)
  for (let y = -1; y < 2; y += 2 * gap) for (let x = -1; x < 2; x += 2 * gap) context.fillRect(x, y, gap, gap)
  context.restore()
}

const room: Draw = (context, palette, random) => {
  const floor = between(random, 0.6, 0.8)
  context.fillStyle = colourOf(palette, 0)
  context.fillRect(0, 0, 1, floor)
  context.fillStyle = alpha(colourOf(palette, 2), 0.5)
  const width = between(random, 0.04, 0.1)
  for (let x = 0; x < 1; x += 2 * width) context.fillRect(x, 0, width, floor)
  context.fillStyle = colourOf(palette, 1)
  context.fillRect(0, floor, 1, 1 - floor)
}

const backgrounds: readonly Draw[] = [gradient, hills, hills, waves, spotted, blurred, tiled, room]

const cloud: Draw = (context, palette, random) => {
  const [x, y] = [random.next(), between(random, 0, 0.5)]
  context.fillStyle = alpha(pick(random, [paper, colourOf(palette, 3)]), 0.85)
  for (const [dx, r] of [
    [-0.08, 0.05],
    [0, 0.08],
    [0.09, 0.055],
  ] as const)
    context.fill(ellipse(x + dx, y, r, r * 0.8))
}

const sun: Draw = (context, palette, random) => {
  context.fillStyle = colourOf(palette, random.below(4))
  const r = between(random, 0.05, 0.11)
  context.fill(ellipse(random.next(), between(random, 0, 0.35), r, r))
}

const star: Draw = (context, palette, random) => {
  const [x, y, r] = [random.next(), random.next(), between(random, 0.025, 0.06)]
  const points = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 === 0 ? r : r * 0.45
    const angle = (i / 10) * 2 * Math.PI
    return [x + reach * Math.sin(angle), y - reach * Math.cos(angle)] as const
  })
  context.fillStyle = pick(random, [paper, colourOf(palette, 3)])
  context.fill(polygon(...points))
}

const block: Draw = (context, palette, random) => {
  context.save()
  context.translate(random.next(), random.next())
  context.rotate(random.next() * Math.PI)
  context.fillStyle = alpha(colourOf(palette, random.below(4)), 0.9)
  context.fillRect(0, 0, between(random, 0.04, 0.16), between(random, 0.04, 0.16))
  context.restore()
}

const squiggle: Draw = (context, palette, random) => {
  const [x, y] = [random.next(), random.next()]
  context.strokeStyle = pick(random, [alpha(ink, 0.6), colourOf(palette, 3)])
  context.lineWidth = between(random, 0.008, 0.025)
  context.beginPath()
  for (let t = 0; t < 1; t += 0.05) context.lineTo(x + t * 0.25, y + 0.03 * Math.sin(t * 15))
  context.stroke()
}

const clutter: readonly Draw[] = [cloud, sun, star, block, squiggle]

const grass: Draw = (context, palette, random) => {
  const height = between(random, 0.08, 0.18)
  context.fillStyle = colourOf(palette, 3)
  for (let x = -0.02; x < 1; x += 0.04) {
    const lean = between(random, -0.04, 0.04)
    context.fill(polygon([x, 1], [x + 0.02 + lean, 1 - height * between(random, 0.6, 1)], [x + 0.05, 1]))
  }
}

const corner: Draw = (context, palette, random) => {
  const [x, y] = [random.below(2), random.below(2)]
  context.fillStyle = colourOf(palette, random.below(4))
  context.fill(ellipse(x, y, between(random, 0.15, 0.3), between(random, 0.15, 0.3), random.next() * Math.PI))
}

const post: Draw = (context, palette, random) => {
  const width = between(random, 0.03, 0.07)
  context.fillStyle = colourOf(palette, random.below(4))
  context.fillRect(pick(random, [between(random, 0.08, 0.3), between(random, 0.7, 0.92)]), 0, width, 1)
}

const occluders: readonly Draw[] = [grass, corner, post]
